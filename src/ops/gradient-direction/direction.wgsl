// Gradient direction in degrees from the two derivatives: 0 right, 90 down, up to 360.
@group(0) @binding(1) var dx: texture_2d<i32>;
@group(0) @binding(2) var dy: texture_2d<i32>;
@group(0) @binding(3) var direction: texture_storage_2d<r32float, write>;

// On the axes the angle is known without an arctangent, and atan2() has no guaranteed accuracy there.
fn degreesOf(x: i32, y: i32) -> f32 {
  if (y == 0) { return select(0.0, 180.0, x < 0); }
  if (x == 0) { return select(90.0, 270.0, y < 0); }
  let angle = degrees(atan2(f32(y), f32(x)));
  return select(angle, angle + 360.0, angle < 0.0);
}

// One thread makes one angle from the two derivatives of its own pixel; it reads no neighbours, so
// there is no border. 8 × 8 threads, like the passes before it.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(dx));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let angle = degreesOf(textureLoad(dx, at, 0).x, textureLoad(dy, at, 0).x);
  textureStore(direction, at, vec4f(angle, 0.0, 0.0, 0.0));
}
