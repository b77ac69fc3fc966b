// Salt-and-pepper noise on colour: each of the three colours gets its own.
struct Params { seed: i32, threshold: i32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var image: texture_2d<u32>;
@group(0) @binding(2) var result: texture_storage_2d<rgba8uint, write>;

// Four random words from four numbers: pcg4d, Jarzynski & Olano, JCGT 9(3), 2020. Modulo 2^32.
fn pcg4d(counter: vec4u) -> vec4u {
  var v = counter * 1664525u + 1013904223u;
  v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
  v ^= v >> vec4u(16u);
  v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
  return v;
}

// The value, or 255 or 0 where it is lost. Whole numbers alone: every device loses the same values.
fn hit(value: u32, at: vec2u, channel: u32) -> u32 {
  let bits = pcg4d(vec4u(at, channel, u32(params.seed)));
  if (i32(bits.x >> 8u) >= params.threshold) { return value; }
  return select(0u, 255u, (bits.y >> 31u) == 1u);
}

// One thread makes one output pixel: it reads that pixel and hashes its coordinates, each colour
// and the seed. The noise depends on these alone and not on any order of work, so nothing is shared
// between threads. No other pixel is read: there is no border. Alpha is copied. 8 × 8 threads: any
// size would do; this is the default of the runner.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(image);
  if (id.x >= size.x || id.y >= size.y) { return; }
  let rgba = textureLoad(image, id.xy, 0);
  let rgb = vec3u(hit(rgba.r, id.xy, 0u), hit(rgba.g, id.xy, 1u), hit(rgba.b, id.xy, 2u));
  textureStore(result, id.xy, vec4u(rgb, rgba.a));
}
