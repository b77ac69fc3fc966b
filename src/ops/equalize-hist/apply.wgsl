// Replaces every gray value by its entry in a table of 256.
@group(0) @binding(1) var image: texture_2d<i32>;
@group(0) @binding(2) var lut: texture_2d<i32>;
@group(0) @binding(3) var result: texture_storage_2d<r32sint, write>;

// One thread makes one pixel with one read of the image and one of the table. It reads no neighbours,
// so there is no border, and any workgroup size would do; 8 × 8 is the default of all passes here.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let value = textureLoad(image, at, 0).x;
  textureStore(result, at, textureLoad(lut, vec2i(value, 0), 0));
}
