// Canny, stages 2 and 3: keeps a pixel whose magnitude is the largest across the edge, and sorts what
// is kept into weak (128) and strong (255).
struct Params { low: i32, high: i32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var magnitude: texture_2d<i32>;
@group(0) @binding(2) var dx: texture_2d<i32>;
@group(0) @binding(3) var dy: texture_2d<i32>;
@group(0) @binding(4) var suppressed: texture_storage_2d<r32sint, write>;

// tan 22.5° · 2¹⁵, rounded: slopes are compared as integers, without a division.
const TAN_22_5 = 13573;

// Outside the image there is no edge.
fn magnitudeAt(at: vec2i) -> i32 {
  let size = vec2i(textureDimensions(magnitude));
  if (at.x < 0 || at.y < 0 || at.x >= size.x || at.y >= size.y) { return 0; }
  return textureLoad(magnitude, at, 0).x;
}

// Against the two neighbours along the gradient, whose direction is rounded to one of four. Of two
// equal neighbours the left or upper one survives; on diagonals neither does.
fn isLocalMaximum(at: vec2i, m: i32, x: i32, y: i32) -> bool {
  let rise = abs(y) << 15u;
  let slope22 = abs(x) * TAN_22_5;
  let slope67 = slope22 + (abs(x) << 16u);
  if (rise < slope22) {
    return m > magnitudeAt(at - vec2i(1, 0)) && m >= magnitudeAt(at + vec2i(1, 0));
  }
  if (rise > slope67) {
    return m > magnitudeAt(at - vec2i(0, 1)) && m >= magnitudeAt(at + vec2i(0, 1));
  }
  let s = select(1, -1, (x ^ y) < 0); // unlike signs: the rising diagonal
  return m > magnitudeAt(at - vec2i(s, 1)) && m > magnitudeAt(at + vec2i(s, 1));
}

// One thread decides about one pixel: it reads its own gradient and at most two neighbouring
// magnitudes, and writes 0, 128 or 255. 8 × 8 threads: neighbours share what they read in the cache.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(magnitude));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let m = textureLoad(magnitude, at, 0).x;
  let x = textureLoad(dx, at, 0).x;
  let y = textureLoad(dy, at, 0).x;
  var candidate = 0;
  if (m > params.low && isLocalMaximum(at, m, x, y)) { candidate = select(128, 255, m > params.high); }
  textureStore(suppressed, at, vec4i(candidate, 0, 0, 0));
}
