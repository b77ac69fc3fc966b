// The last step of gradient, top hat and black hat: what one image has and the other lacks.
@group(0) @binding(1) var minuend: texture_2d<i32>;
@group(0) @binding(2) var subtrahend: texture_2d<i32>;
@group(0) @binding(3) var result: texture_storage_2d<r32sint, write>;

// One thread subtracts one pixel from another and stops at 0. It reads no neighbours, so there is no
// border, and any workgroup size would do; 8 × 8 is the default of all passes here.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(minuend));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let difference = textureLoad(minuend, at, 0).x - textureLoad(subtrahend, at, 0).x;
  textureStore(result, at, vec4i(max(0, difference), 0, 0, 0));
}
