// Canny's gradient magnitude in exact integers: |dx| + |dy|, or dx² + dy² without the root.
struct Params { isL2: i32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var dx: texture_2d<i32>;
@group(0) @binding(2) var dy: texture_2d<i32>;
@group(0) @binding(3) var magnitude: texture_storage_2d<r32sint, write>;

// One thread makes one value from the two derivatives of its own pixel; it reads no neighbours, so
// there is no border. Squares of aperture 5 pass 2²⁴: they need integers. 8 × 8 threads, like the
// passes before it.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(dx));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let x = textureLoad(dx, at, 0).x;
  let y = textureLoad(dy, at, 0).x;
  var m = abs(x) + abs(y);
  if (params.isL2 == 1) { m = x * x + y * y; }
  textureStore(magnitude, at, vec4i(m, 0, 0, 0));
}
