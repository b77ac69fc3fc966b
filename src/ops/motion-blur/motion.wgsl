// Motion blur: the mean along a straight path through each pixel.
struct Params { pathLength: i32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var image: texture_2d<i32>;
// The point spread function: one column per pixel of the path, in rows dx, dy and weight.
@group(0) @binding(2) var spread: texture_2d<f32>;
@group(0) @binding(3) var result: texture_storage_2d<r32sint, write>;

// One thread makes one output pixel: it reads one pixel per entry of the point spread function
// (outside the image the last pixel repeats), adds them with their weights, divides by the length
// of the path, rounds once, halves to even, and writes 0..255. 8 × 8 threads: the path may run in
// any direction, and a square tile favours none.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let taps = i32(textureDimensions(spread).x);
  var sum = 0.0;
  for (var k = 0; k < taps; k++) {
    let dx = i32(textureLoad(spread, vec2i(k, 0), 0).x);
    let dy = i32(textureLoad(spread, vec2i(k, 1), 0).x);
    let weight = textureLoad(spread, vec2i(k, 2), 0).x;
    let p = clamp(at + vec2i(dx, dy), vec2i(0), size - 1);
    sum += weight * f32(textureLoad(image, p, 0).x);
  }
  let mean = sum / f32(params.pathLength);
  textureStore(result, at, vec4i(i32(clamp(round(mean), 0.0, 255.0)), 0, 0, 0));
}
