/**
 * Counter-based random numbers: the four random words of a place depend on its coordinates and the
 * seed alone, not on the order in which places are visited. So a loop, a compute shader and a
 * fragment shader draw the same numbers.
 *
 * pcg4d from Jarzynski & Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020. All arithmetic
 * is modulo 2³²: `Math.imul` and `| 0` here, `u32` in the kernels.
 */
export type Words = readonly [x: number, y: number, z: number, w: number];

/** Four words of 32 random bits, each 0..2³² − 1, for four whole numbers taken modulo 2³². */
export function pcg4d(a: number, b: number, c: number, d: number): Words {
  let x = (Math.imul(a, 1664525) + 1013904223) | 0;
  let y = (Math.imul(b, 1664525) + 1013904223) | 0;
  let z = (Math.imul(c, 1664525) + 1013904223) | 0;
  let w = (Math.imul(d, 1664525) + 1013904223) | 0;
  x = (x + Math.imul(y, w)) | 0;
  y = (y + Math.imul(z, x)) | 0;
  z = (z + Math.imul(x, y)) | 0;
  w = (w + Math.imul(y, z)) | 0;
  x ^= x >>> 16;
  y ^= y >>> 16;
  z ^= z >>> 16;
  w ^= w >>> 16;
  x = (x + Math.imul(y, w)) | 0;
  y = (y + Math.imul(z, x)) | 0;
  z = (z + Math.imul(x, y)) | 0;
  w = (w + Math.imul(y, z)) | 0;
  return [x >>> 0, y >>> 0, z >>> 0, w >>> 0];
}
