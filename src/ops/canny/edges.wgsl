// Canny's result: 255 where hysteresis left a strong candidate, 0 elsewhere.
@group(0) @binding(1) var grown: texture_2d<i32>;
@group(0) @binding(2) var edges: texture_storage_2d<r32sint, write>;

// One thread writes one pixel from its bit in the second lane (see pack); weak candidates that no chain
// joined to a strong one are dropped here. 8 × 8 threads, like the passes before it.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(edges));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let strong = textureLoad(grown, vec2i(at.x / 32, at.y), 0).y;
  let edge = select(0, 255, ((strong >> u32(at.x % 32)) & 1) == 1);
  textureStore(edges, at, vec4i(edge, 0, 0, 0));
}
