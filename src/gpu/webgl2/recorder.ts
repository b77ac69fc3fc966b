/**
 * Makes the passes of one run on WebGL2: each pass is a full-screen triangle drawn into its texture.
 * GL keeps commands in order, so nothing has to be collected. A repeated pass runs in batches that
 * double from 2 to 16, with one comparison per iteration and one read-back per batch.
 */
import type { Job, Recorder, Repeated } from '../engine';
import { blockSide, compareSource } from './compare';
import type { WebGl2Engine, WebGl2Texture } from './engine';
import type { Program } from './programs';

type WebGl2Job = Job<WebGl2Texture, Program>;

const longestBatch = 16;

export class WebGl2Recorder implements Recorder<WebGl2Texture, Program> {
  readonly #engine: WebGl2Engine;
  #dispatches = 0;

  constructor(engine: WebGl2Engine) {
    this.#engine = engine;
  }

  get dispatches(): number {
    return this.#dispatches;
  }

  pass({ pass, program, inputs, output }: WebGl2Job): void {
    const { gl } = this.#engine;
    gl.useProgram(program.program);
    for (const [name, value] of Object.entries(pass.uniforms)) {
      const location = program.location(name);
      if ('i32' in value) gl.uniform1i(location, value.i32);
      else gl.uniform1f(location, value.f32);
    }
    this.#bindInputs(program, Object.keys(pass.inputs), inputs);
    this.#engine.drawInto(output, 0, 0, output.width, output.height);
    this.#dispatches++;
  }

  async repeat(job: WebGl2Job, spare: WebGl2Texture): Promise<Repeated<WebGl2Texture>> {
    const { from, atMost } = job.pass.repeat ?? { from: '', atMost: 1 };
    const index = Object.keys(job.pass.inputs).indexOf(from);
    if (index < 0) throw new Error(`${job.pass.kernel} repeats from "${from}", which is no input.`);
    const columns = Math.ceil(job.output.width / blockSide);
    const rows = Math.ceil(job.output.height / blockSide);
    // Not above the texture limit: one comparison always fits, since rows < height.
    const most = Math.max(1, Math.min(longestBatch, Math.floor(this.#engine.maxSide / rows)));
    const flags = this.#engine.flagsTexture(columns, rows * most);
    let before = at(job.inputs, index);
    let done = 0;
    for (let batch = 2; done < atMost; batch *= 2) {
      const count = Math.min(batch, most, atMost - done);
      for (let i = 0; i < count; i++) {
        const output = (done + i) % 2 === 0 ? job.output : spare;
        this.pass({ ...job, inputs: job.inputs.with(index, before), output });
        this.#compare(before, output, flags, i * rows, columns, rows);
        before = output;
      }
      const unchanged = this.#firstUnchanged(flags, columns, rows, count);
      this.#engine.expectAlive();
      if (unchanged >= 0) return { times: done + unchanged + 1, last: before };
      done += count;
    }
    return { times: done, last: before };
  }

  end(): Promise<void> {
    this.#engine.expectAlive();
    this.#engine.gl.flush();
    return Promise.resolve();
  }

  #bindInputs(
    program: Program,
    names: readonly string[],
    textures: readonly WebGl2Texture[],
  ): void {
    const { gl } = this.#engine;
    textures.forEach(({ texture }, unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.uniform1i(program.location(names[unit] ?? ''), unit);
    });
  }

  #compare(
    before: WebGl2Texture,
    after: WebGl2Texture,
    flags: WebGl2Texture,
    firstRow: number,
    columns: number,
    rows: number,
  ): void {
    const { gl } = this.#engine;
    const program = this.#engine.ownProgram('compare', compareSource(after.format));
    gl.useProgram(program.program);
    gl.uniform1i(program.location('firstRow'), firstRow);
    this.#bindInputs(program, ['before', 'after'], [before, after]);
    this.#engine.drawInto(flags, 0, firstRow, columns, rows);
  }

  /** Index of the first iteration whose rows of `flags` are all 0, or -1. */
  #firstUnchanged(flags: WebGl2Texture, columns: number, rows: number, count: number): number {
    const values = this.#engine.readRows(flags, count * rows);
    const perIteration = columns * rows;
    for (let i = 0; i < count; i++) {
      if (values.subarray(i * perIteration, (i + 1) * perIteration).every((v) => v === 0)) return i;
    }
    return -1;
  }
}

function at<E>(items: readonly E[], index: number): E {
  const item = items[index];
  if (item === undefined) throw new RangeError(`No element ${index} among ${items.length}.`);
  return item;
}
