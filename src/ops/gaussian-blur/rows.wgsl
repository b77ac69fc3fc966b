// Gaussian blur, first pass: the weighted mean along each row, kept as a float.
struct Params { border: i32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var image: texture_2d<i32>;
@group(0) @binding(2) var weights: texture_2d<f32>;
@group(0) @binding(3) var rowMean: texture_storage_2d<r32float, write>;

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

// One thread makes one mean: it reads as many pixels of its row as there are weights (outside the
// image those that the border rule names) and writes a float, because rounding here and again in
// the second pass would lose up to a grey level. 8 × 8 threads: neighbours read nearly the same
// pixels, so a square tile finds most of them in the texture cache.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let taps = i32(textureDimensions(weights).x);
  var sum = 0.0;
  for (var j = 0; j < taps; j++) {
    let x = borderIndex(at.x + j - taps / 2, size.x);
    if (x >= 0) {
      sum += textureLoad(weights, vec2i(j, 0), 0).x * f32(textureLoad(image, vec2i(x, at.y), 0).x);
    }
  }
  textureStore(rowMean, at, vec4f(sum, 0.0, 0.0, 0.0));
}
