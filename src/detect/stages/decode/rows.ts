/** Candidates while they are collected, and their sorting. */
import { DetectError, type Candidates } from '../../types';

/** 2^21 rows: with 32 bits of score that fills the 53 bits of a sorting key. */
const mostRows = 2 ** 21;

export class Rows {
  #count = 0;
  #boxes = new Float32Array(4 * 256);
  #scores = new Float32Array(256);
  #classes = new Uint16Array(256);
  #origins = new Uint32Array(256);

  push(box: Float64Array, score: number, classIndex: number, origin: number): void {
    if (this.#count === this.#scores.length) this.#grow();
    const row = this.#count++;
    this.#boxes.set(box, row * 4);
    this.#scores[row] = score;
    this.#classes[row] = classIndex;
    this.#origins[row] = origin;
  }

  /**
   * Best score first; equal scores stay in the order in which they came (lower origin, then lower class).
   *
   * Bits of positive floats rise with their value, so that score and position fit into one number and the engine
   * sorts without calling back.
   */
  sorted(): Candidates {
    const count = this.#count;
    const bits = new Uint32Array(this.#scores.buffer);
    const keys = new Float64Array(count);
    for (let i = 0; i < count; i++) keys[i] = (0xffffffff - (bits[i] ?? 0)) * mostRows + i;
    keys.sort();
    const boxesXyxy = new Float32Array(count * 4);
    const scores = new Float32Array(count);
    const classIndices = new Uint16Array(count);
    const origins = new Uint32Array(count);
    for (let to = 0; to < count; to++) {
      const from = (keys[to] ?? 0) % mostRows;
      for (let i = 0; i < 4; i++) boxesXyxy[to * 4 + i] = this.#boxes[from * 4 + i] ?? 0;
      scores[to] = this.#scores[from] ?? 0;
      classIndices[to] = this.#classes[from] ?? 0;
      origins[to] = this.#origins[from] ?? 0;
    }
    return { count, boxesXyxy, scores, classIndices, origins };
  }

  #grow(): void {
    const room = this.#scores.length * 2;
    if (room > mostRows) {
      throw new DetectError(
        'out-of-memory',
        `More than ${mostRows} candidates reach the score threshold. Raise it.`,
      );
    }
    this.#boxes = enlarged(this.#boxes, new Float32Array(room * 4));
    this.#scores = enlarged(this.#scores, new Float32Array(room));
    this.#classes = enlarged(this.#classes, new Uint16Array(room));
    this.#origins = enlarged(this.#origins, new Uint32Array(room));
  }
}

function enlarged<T extends Float32Array | Uint16Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
