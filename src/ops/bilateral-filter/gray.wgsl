// Bilateral filter on one channel: a mean over a disc, weighted by nearness and by likeness.
struct Params { radius: i32, border: i32, sigmaSpace: f32, sigmaColor: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var image: texture_2d<i32>;
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

// One thread makes one output pixel: it reads the disc of pixels around its own (outside the image
// those that the border rule names), and writes their weighted mean, rounded once, halves to even.
// The centre has weight 1, so the division is safe. 8 × 8 threads: the discs of a square tile
// overlap, so the texture cache serves most reads.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let here = f32(textureLoad(image, at, 0).x);
  var sum = 0.0;
  var total = 0.0;
  for (var dy = -params.radius; dy <= params.radius; dy++) {
    let y = borderIndex(at.y + dy, size.y);
    for (var dx = -params.radius; dx <= params.radius; dx++) {
      let squared = dx * dx + dy * dy;
      if (squared > params.radius * params.radius) { continue; }
      let x = borderIndex(at.x + dx, size.x);
      var there = 0.0;
      if (x >= 0 && y >= 0) { there = f32(textureLoad(image, vec2i(x, y), 0).x); }
      let difference = abs(there - here);
      let nearness = -f32(squared) / (2.0 * params.sigmaSpace * params.sigmaSpace);
      let likeness = -difference * difference / (2.0 * params.sigmaColor * params.sigmaColor);
      let weight = exp(nearness + likeness);
      sum += weight * there;
      total += weight;
    }
  }
  textureStore(result, at, vec4i(i32(round(sum / total)), 0, 0, 0));
}
