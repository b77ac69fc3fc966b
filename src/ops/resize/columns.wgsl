// Resamples down the columns: the image gets its new height, and whole gray values.
@group(0) @binding(1) var source: texture_2d<f32>;
@group(0) @binding(2) var first: texture_2d<i32>;   // per target row: its first source row
@group(0) @binding(3) var weights: texture_2d<f32>; // a row of weights per target row
@group(0) @binding(4) var result: texture_storage_2d<r32sint, write>;

// One thread makes one pixel: it adds up as many neighbours in its column as there are weights, rounds
// halves to even, and saturates (cubic weights are partly negative and overshoot at edges). Rows
// outside the image count as the outermost one. 8 × 8 threads: neighbours in a column share reads.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = vec2i(id.xy);
  let newSize = vec2i(textureDimensions(result));
  if (at.x >= newSize.x || at.y >= newSize.y) { return; }

  let last = i32(textureDimensions(source).y) - 1;
  let taps = i32(textureDimensions(weights).x);
  let begin = textureLoad(first, vec2i(at.y, 0), 0).x;
  var sum = 0.0;
  for (var k = 0; k < taps; k++) {
    let value = textureLoad(source, vec2i(at.x, clamp(begin + k, 0, last)), 0).x;
    sum += textureLoad(weights, vec2i(k, at.y), 0).x * value;
  }
  textureStore(result, at, vec4i(clamp(i32(round(sum)), 0, 255), 0, 0, 0));
}
