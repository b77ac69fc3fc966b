// Gaussian blur, second pass: the weighted mean of the row means down each column, rounded.
struct Params { border: i32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var rowMean: texture_2d<f32>;
@group(0) @binding(2) var weights: texture_2d<f32>;
@group(0) @binding(3) var result: texture_storage_2d<r32sint, write>;

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

// One thread makes one output pixel: it reads as many row means of its column as there are weights
// (outside the image those that the border rule names), rounds once, halves to even, and writes
// 0..255. 8 × 8 threads: eight columns share each fetched line of the texture cache.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(rowMean));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let taps = i32(textureDimensions(weights).x);
  var sum = 0.0;
  for (var i = 0; i < taps; i++) {
    let y = borderIndex(at.y + i - taps / 2, size.y);
    if (y >= 0) {
      sum += textureLoad(weights, vec2i(i, 0), 0).x * textureLoad(rowMean, vec2i(at.x, y), 0).x;
    }
  }
  textureStore(result, at, vec4i(i32(clamp(round(sum), 0.0, 255.0)), 0, 0, 0));
}
