// What hysteresis did, for the picture: 0 no candidate, 1 weak and dropped, 2 weak and kept, 3 strong.
@group(0) @binding(1) var suppressed: texture_2d<i32>;
@group(0) @binding(2) var edges: texture_2d<i32>;
@group(0) @binding(3) var kept: texture_storage_2d<r32sint, write>;

// One thread compares one pixel before and after. 8 × 8 threads, like the passes before it.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(suppressed));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let before = textureLoad(suppressed, at, 0).x;
  let after = textureLoad(edges, at, 0).x;
  var label = 0;
  if (before == 255) { label = 3; }
  if (before == 128) { label = select(1, 2, after == 255); }
  textureStore(kept, at, vec4i(label, 0, 0, 0));
}
