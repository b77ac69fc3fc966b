// Canny, before stage 4: packs 32 neighbouring pixels of a row into the bits of one integer. Bit k of
// texel (X, y) is pixel (32 X + k, y). First lane: candidates, weak or strong. Second lane: strong.
@group(0) @binding(1) var suppressed: texture_2d<i32>;
@group(0) @binding(2) var state: texture_storage_2d<rgba32sint, write>;

// One thread reads 32 pixels and writes one texel. Pixels beyond the right edge stay 0: no candidates.
// 8 × 8 threads, like the passes before it.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(suppressed));
  let at = vec2i(id.xy);
  if (32 * at.x >= size.x || at.y >= size.y) { return; }
  var candidates = 0u;
  var strong = 0u;
  for (var k = 0; k < 32 && 32 * at.x + k < size.x; k++) {
    let value = textureLoad(suppressed, vec2i(32 * at.x + k, at.y), 0).x;
    if (value > 0) { candidates |= 1u << u32(k); }
    if (value == 255) { strong |= 1u << u32(k); }
  }
  textureStore(state, at, vec4i(bitcast<i32>(candidates), bitcast<i32>(strong), 0, 0));
}
