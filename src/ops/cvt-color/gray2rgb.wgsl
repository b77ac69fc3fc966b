// RGB from gray: three times the same value.
@group(0) @binding(1) var image: texture_2d<i32>;
@group(0) @binding(2) var result: texture_storage_2d<rgba8uint, write>;

// One thread converts one pixel. It reads no neighbours, so there is no
// border, and any workgroup size would do; 8 × 8 is the default of all passes here.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let gray = u32(textureLoad(image, at, 0).x);
  textureStore(result, at, vec4u(gray, gray, gray, 255));
}
