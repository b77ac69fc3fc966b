// Linear filter with any kernel: correlation or convolution, with stride and dilation.
struct Params {
  stride: i32, startX: i32, startY: i32, tapStep: i32,
  border: i32, borderValue: i32, lowest: i32, highest: i32,
  delta: f32,
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var image: texture_2d<i32>;
@group(0) @binding(2) var weights: texture_2d<f32>;
@group(0) @binding(3) var result: texture_storage_2d<r32sint, write>;

// The coordinate inside 0..n-1 that stands in for p, or -1 for "read borderValue".
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

// One thread makes one output pixel: it reads one source pixel per kernel weight (outside the image
// the one that the border rule names, or borderValue), adds the products in row order to delta,
// rounds once, halves to even, and saturates to the output type. Tap (j, i) of output (x, y) lies
// on source x * stride + startX + j * tapStep, and likewise in y; a flipped kernel has a negative
// tapStep. 8 × 8 threads: neighbours share all but one column and one row of their windows, so a
// square tile finds most pixels in the texture cache.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let outSize = vec2i(textureDimensions(result));
  let at = vec2i(id.xy);
  if (at.x >= outSize.x || at.y >= outSize.y) { return; }
  let size = vec2i(textureDimensions(image));
  let taps = vec2i(textureDimensions(weights));
  var sum = params.delta;
  for (var i = 0; i < taps.y; i++) {
    let y = borderIndex(at.y * params.stride + params.startY + i * params.tapStep, size.y);
    for (var j = 0; j < taps.x; j++) {
      let x = borderIndex(at.x * params.stride + params.startX + j * params.tapStep, size.x);
      var value = params.borderValue;
      if (x >= 0 && y >= 0) { value = textureLoad(image, vec2i(x, y), 0).x; }
      sum += textureLoad(weights, vec2i(j, i), 0).x * f32(value);
    }
  }
  let rounded = clamp(round(sum), f32(params.lowest), f32(params.highest));
  textureStore(result, at, vec4i(i32(rounded), 0, 0, 0));
}
