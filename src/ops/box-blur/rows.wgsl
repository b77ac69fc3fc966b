// Box filter, first pass: the sum of kernelWidth pixels along each row.
struct Params { kernelWidth: i32, anchor: i32, border: i32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var image: texture_2d<i32>;
@group(0) @binding(2) var rowSum: texture_storage_2d<r32sint, write>;

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

// One thread makes one row sum: it reads kernelWidth pixels of its row (outside the image those that
// the border rule names) and writes one integer. Sums are exact. 8 × 8 threads: neighbours read
// nearly the same pixels, so a square tile finds most of them in the texture cache.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  var sum = 0;
  for (var j = 0; j < params.kernelWidth; j++) {
    let x = borderIndex(at.x + j - params.anchor, size.x);
    if (x >= 0) { sum += textureLoad(image, vec2i(x, at.y), 0).x; }
  }
  textureStore(rowSum, at, vec4i(sum, 0, 0, 0));
}
