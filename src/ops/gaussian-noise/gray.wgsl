// Gaussian noise on one channel.
struct Params { seed: i32, sigma: f32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var image: texture_2d<i32>;
@group(0) @binding(2) var result: texture_storage_2d<r32sint, write>;

// Four random words from four numbers: pcg4d, Jarzynski & Olano, JCGT 9(3), 2020. Modulo 2^32.
fn pcg4d(counter: vec4u) -> vec4u {
  var v = counter * 1664525u + 1013904223u;
  v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
  v ^= v >> vec4u(16u);
  v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
  return v;
}

// A standard normal number for one value, by Box and Muller. u1 is in (0, 1] and the angle in
// [-pi, pi), where cos is most precise. Near u1 = 1 the logarithm may come out a little above 0, and
// the square root of a negative number would be no number: hence max.
fn normal(at: vec2u, channel: u32) -> f32 {
  let bits = pcg4d(vec4u(at, channel, u32(params.seed))) >> vec4u(8u);
  let u1 = (f32(bits.x) + 1.0) / 16777216.0;
  let angle = 6.283185307 * (f32(bits.y) / 16777216.0 - 0.5);
  return sqrt(max(-2.0 * log(u1), 0.0)) * cos(angle);
}

// The value with its noise: rounded, halves to even, and clamped to 0..255.
fn noisy(value: f32, at: vec2u, channel: u32) -> f32 {
  return clamp(round(value + params.sigma * normal(at, channel)), 0.0, 255.0);
}

// One thread makes one output pixel: it reads that pixel and hashes its coordinates, channel 0 and
// the seed. The noise depends on these alone and not on any order of work, so nothing is shared
// between threads. No other pixel is read: there is no border. 8 × 8 threads: any size would do;
// this is the default of the runner.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(image);
  if (id.x >= size.x || id.y >= size.y) { return; }
  let value = textureLoad(image, id.xy, 0).x;
  textureStore(result, id.xy, vec4i(i32(noisy(f32(value), id.xy, 0u)), 0, 0, 0));
}
