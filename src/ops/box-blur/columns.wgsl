// Box filter, second pass: the sum of kernelHeight row sums down each column, divided by the area.
struct Params { kernelHeight: i32, anchor: i32, border: i32, area: i32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var rowSum: texture_2d<i32>;
@group(0) @binding(2) var result: texture_storage_2d<r32sint, write>;

// The coordinate inside 0..n-1 that stands in for p, or -1 for "read 0".
// params.border: 0 replicate, 1 reflect, 2 reflect101, 3 constant.
fn borderIndex(p: i32, n: i32) -> i32 {
  if (p >= 0 && p < n) { return p; }
  if (params.border == 3) { return -1; }
  if (params.border == 0 || n == 1) { return clamp(p, 0, n - 1); }
  let edgeTwice = select(0, 1, params.border == 1);
  let period = 2 * (n - 1 + edgeTwice);
  let q = select(p, -p - edgeTwice, p < 0) % period;
  return select(q, period - edgeTwice - q, q >= n);
}

// sum / area to the nearest integer, halves to even, in integers alone: a float division may be off
// by the last bit and take a half the wrong way.
fn divideHalfEven(sum: i32, area: i32) -> i32 {
  let quotient = sum / area;
  let twice = 2 * (sum - quotient * area);
  let up = twice > area || (twice == area && (quotient & 1) == 1);
  return quotient + select(0, 1, up);
}

// One thread makes one output pixel: it reads kernelHeight row sums of its column (outside the image
// those that the border rule names), divides (area 1 for the plain sum) and writes 0..255.
// 8 × 8 threads: eight columns share each fetched line of the texture cache.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(rowSum));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  var sum = 0;
  for (var i = 0; i < params.kernelHeight; i++) {
    let y = borderIndex(at.y + i - params.anchor, size.y);
    if (y >= 0) { sum += textureLoad(rowSum, vec2i(at.x, y), 0).x; }
  }
  textureStore(result, at, vec4i(min(divideHalfEven(sum, params.area), 255), 0, 0, 0));
}
