/**
 * The WebGL2 engine: integer and float textures, fragment programs drawn over a full-screen triangle,
 * read-back with readPixels.
 *
 * Waiting: `finish` uses a fence and polls it between turns of the event loop. `gl.finish()` is no
 * help (Chromium treats it as a flush), and reading one texel waits only for the texture read, which
 * need not be the last work. A fence signals when everything before it is done.
 */
import type { TexelFormat } from '$src/ops/op';
import type { Engine, EngineCounts, GpuTexture, Source } from '../engine';
import { BackendLost } from '../errors';
import { byteLengthOf, formatFacts, texelArray } from '../texels';
import type { TexelArray } from '../texels';
import type { WebGl2Context } from './context';
import { glFormats } from './formats';
import { Programs } from './programs';
import type { Program } from './programs';
import { WebGl2Recorder } from './recorder';

export interface WebGl2Texture extends GpuTexture {
  readonly texture: WebGLTexture;
}

export class WebGl2Engine implements Engine<WebGl2Texture, Program> {
  readonly name = 'webgl2';
  readonly label = 'WebGL2';
  readonly language = 'glsl';
  readonly device: string;
  readonly maxSide: number;
  readonly lost: Promise<string>;
  readonly gl: WebGL2RenderingContext;
  readonly #formats: ReturnType<typeof glFormats>;
  readonly #programs: Programs;
  readonly #framebuffer: WebGLFramebuffer;
  /** The texture that the framebuffer has now. */
  #target: WebGl2Texture | undefined;
  #flags: WebGl2Texture | undefined;
  /** Formats that can be read back as they are. */
  readonly #isReadDirectly = new Map<TexelFormat, boolean>();
  #lostReason: string | undefined;
  #isDisposed = false;

  constructor({ gl, canvas, description }: WebGl2Context) {
    this.gl = gl;
    this.device = description;
    const viewport = gl.getParameter(gl.MAX_VIEWPORT_DIMS) as Int32Array;
    this.maxSide = Math.min(Number(gl.getParameter(gl.MAX_TEXTURE_SIZE)), ...viewport);
    this.#formats = glFormats(gl);
    this.#programs = new Programs(gl);
    this.#framebuffer = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#framebuffer);
    this.lost = new Promise((resolve) => {
      canvas.addEventListener('webglcontextlost', () => {
        if (this.#isDisposed) return;
        this.#lostReason ??= 'The GPU or its driver was reset.';
        resolve(this.#lostReason);
      });
    });
  }

  expectAlive(): void {
    if (this.#lostReason === undefined && !this.gl.isContextLost()) return;
    throw new BackendLost(this.label, this.#lostReason ?? 'The GPU or its driver was reset.');
  }

  async createTexture(format: TexelFormat, width: number, height: number): Promise<WebGl2Texture> {
    return this.#makeTexture(format, width, height);
  }

  destroyTexture(texture: WebGl2Texture): void {
    if (this.#target === texture) this.#target = undefined;
    this.gl.deleteTexture(texture.texture);
  }

  write({ texture, format, width, height }: WebGl2Texture, texels: TexelArray): void {
    const { gl } = this;
    const { format: order, type } = this.#formats[format];
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, order, type, texels);
  }

  read(texture: WebGl2Texture): Promise<TexelArray> {
    const texels = this.readRows(texture, texture.height);
    this.expectAlive();
    return Promise.resolve(texels);
  }

  /** The first `rows` rows. Waits for the work that writes the texture. */
  readRows(texture: WebGl2Texture, rows: number): TexelArray {
    const { gl } = this;
    const { format, width } = texture;
    this.#attach(texture);
    const { format: order, type } = this.#formats[format];
    const texels = texelArray(format, width * rows);
    if (this.#canReadDirectly(format)) {
      gl.readPixels(0, 0, width, rows, order, type, texels);
      return texels;
    }
    // Where one lane or bytes cannot be read directly: the form that is always allowed, then repacked.
    const { kind, lanes } = formatFacts[format];
    const wide =
      kind === 'uint'
        ? new Uint32Array(4 * width * rows)
        : texelArray(kind === 'float' ? 'f32x4' : 'i32x4', width * rows);
    const wideOrder = kind === 'float' ? gl.RGBA : gl.RGBA_INTEGER;
    const wideType = kind === 'float' ? gl.FLOAT : kind === 'uint' ? gl.UNSIGNED_INT : gl.INT;
    gl.readPixels(0, 0, width, rows, wideOrder, wideType, wide);
    const stride = 4 / lanes;
    for (let i = 0; i < texels.length; i++) texels[i] = wide[i * stride] ?? 0;
    return texels;
  }

  /** Draws the bound program over a rectangle of a texture. */
  drawInto(target: WebGl2Texture, x: number, y: number, width: number, height: number): void {
    const { gl } = this;
    this.#attach(target);
    gl.viewport(x, y, width, height);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  async compile(source: Source): Promise<Program> {
    const program = this.#programs.compile(source.label, source.text);
    this.expectAlive();
    return program;
  }

  async check(label: string, text: string): Promise<void> {
    this.#programs.compile(label, text);
    this.expectAlive();
  }

  /** The small texture that takes comparisons; kept, because a live page repeats the same sizes. */
  flagsTexture(width: number, height: number): WebGl2Texture {
    if (this.#flags?.width === width && this.#flags.height === height) return this.#flags;
    if (this.#flags) this.destroyTexture(this.#flags);
    this.#flags = undefined;
    this.#flags = this.#makeTexture('i32', width, height);
    return this.#flags;
  }

  /** A program of the runner itself; counted like the others. */
  ownProgram(label: string, text: string): Program {
    return this.#programs.compile(label, text);
  }

  forget(text: string): void {
    this.#programs.forget(text);
  }

  record(): WebGl2Recorder {
    return new WebGl2Recorder(this);
  }

  async finish(): Promise<void> {
    const { gl } = this;
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    this.expectAlive();
    if (!fence) throw new Error('WebGL2 made no fence to wait for.');
    gl.flush();
    while (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) {
      await nextTask();
      this.expectAlive();
    }
    gl.deleteSync(fence);
  }

  counts(): EngineCounts {
    const flags = this.#flags;
    return {
      textures: flags ? 1 : 0,
      buffers: 0,
      pipelines: this.#programs.size,
      bytes: flags ? byteLengthOf(flags.format, flags.width, flags.height) : 0,
    };
  }

  trim(): void {
    this.#programs.clear();
    if (this.#flags) this.destroyTexture(this.#flags);
    this.#flags = undefined;
  }

  /** Also gives the context back: browsers allow only a few, and collect them late. */
  dispose(): void {
    this.#isDisposed = true;
    this.trim();
    this.gl.deleteFramebuffer(this.#framebuffer);
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  simulateLoss(): void {
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #makeTexture(format: TexelFormat, width: number, height: number): WebGl2Texture {
    const { gl } = this;
    this.#drainErrors();
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, this.#formats[format].internal, width, height);
    // Integer and float32 textures cannot be filtered: with the default filter they read as 0.
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    const error = gl.getError();
    this.expectAlive();
    if (error !== gl.NO_ERROR) {
      gl.deleteTexture(texture);
      throw new RangeError(`WebGL2 error 0x${error.toString(16)}`);
    }
    return { format, width, height, texture };
  }

  /** Asks once per format, with a texture of the format attached. */
  #canReadDirectly(format: TexelFormat): boolean {
    const known = this.#isReadDirectly.get(format);
    if (known !== undefined) return known;
    const { gl } = this;
    const { format: order, type } = this.#formats[format];
    const isDirect =
      format === 'i32x4' ||
      format === 'f32x4' ||
      (gl.getParameter(gl.IMPLEMENTATION_COLOR_READ_FORMAT) === order &&
        gl.getParameter(gl.IMPLEMENTATION_COLOR_READ_TYPE) === type);
    this.#isReadDirectly.set(format, isDirect);
    return isDirect;
  }

  #attach(target: WebGl2Texture): void {
    if (this.#target === target) return;
    const { gl } = this;
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, target.texture, 0);
    this.#target = target;
  }

  /** Old errors must not be taken for the next allocation's. */
  #drainErrors(): void {
    for (let i = 0; i < 8 && this.gl.getError() !== this.gl.NO_ERROR; i++);
  }
}

/** The next turn of the event loop, without the 4 ms that nested timers wait. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
