// Adaptive threshold, first pass: the weighted sum along each row.
@group(0) @binding(1) var image: texture_2d<i32>;
@group(0) @binding(2) var weights: texture_2d<f32>;
@group(0) @binding(3) var rowSum: texture_storage_2d<r32float, write>;

// One thread makes one sum: it reads as many pixels of its row as there are weights; outside the image
// the edge pixel is repeated. With the weights 1 of the box all sums are whole and exact. 8 × 8
// threads: neighbours read nearly the same pixels and find most of them in the texture cache.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let taps = i32(textureDimensions(weights).x);
  var sum = 0.0;
  for (var j = 0; j < taps; j++) {
    let x = clamp(at.x + j - taps / 2, 0, size.x - 1);
    sum += textureLoad(weights, vec2i(j, 0), 0).x * f32(textureLoad(image, vec2i(x, at.y), 0).x);
  }
  textureStore(rowSum, at, vec4f(sum, 0.0, 0.0, 0.0));
}
