// Resamples along the rows: the image gets its new width and keeps its height.
@group(0) @binding(1) var source: texture_2d<i32>;
@group(0) @binding(2) var first: texture_2d<i32>;   // per target column: its first source column
@group(0) @binding(3) var weights: texture_2d<f32>; // a row of weights per target column
@group(0) @binding(4) var result: texture_storage_2d<r32float, write>;

// One thread makes one value: it adds up as many neighbours in its row as there are weights. Columns
// outside the image count as the outermost one. The sum is not rounded; that waits for the columns.
// 8 × 8 threads: neighbours in a row share what they read.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = vec2i(id.xy);
  let newSize = vec2i(textureDimensions(result));
  if (at.x >= newSize.x || at.y >= newSize.y) { return; }

  let last = i32(textureDimensions(source).x) - 1;
  let taps = i32(textureDimensions(weights).x);
  let begin = textureLoad(first, vec2i(at.x, 0), 0).x;
  var sum = 0.0;
  for (var k = 0; k < taps; k++) {
    let value = textureLoad(source, vec2i(clamp(begin + k, 0, last), at.y), 0).x;
    sum += textureLoad(weights, vec2i(k, at.x), 0).x * f32(value);
  }
  textureStore(result, at, vec4f(sum, 0, 0, 0));
}
