// Image derivative, second pass: correlates each column of the row sums with the other half of the
// separable kernel, then scales, rounds and saturates.
struct Params { border: i32, scale: f32, delta: f32, lowest: i32, highest: i32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var rowSum: texture_2d<i32>;
@group(0) @binding(2) var weights: texture_2d<i32>;
@group(0) @binding(3) var derivative: texture_storage_2d<r32sint, write>;

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

// One thread makes one derivative: it reads as many row sums of its column as the kernel is tall and
// writes saturate(round(scale · sum + delta)). Sums stay below 2²⁰, so they are exact as floats;
// round() takes halves to the even neighbour. 8 × 8 threads: a square tile shares its rows in the
// texture cache.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(rowSum));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let taps = i32(textureDimensions(weights).x);
  var sum = 0;
  for (var i = 0; i < taps; i++) {
    let y = borderIndex(at.y + i - taps / 2, size.y);
    if (y >= 0) {
      sum += textureLoad(weights, vec2i(i, 0), 0).x * textureLoad(rowSum, vec2i(at.x, y), 0).x;
    }
  }
  let rounded = i32(round(f32(sum) * params.scale + params.delta));
  textureStore(derivative, at, vec4i(clamp(rounded, params.lowest, params.highest), 0, 0, 0));
}
