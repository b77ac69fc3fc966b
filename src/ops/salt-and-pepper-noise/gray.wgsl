// Salt-and-pepper noise on one channel.
struct Params { seed: i32, threshold: i32 }
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

// The value, or 255 or 0 where it is lost. Whole numbers alone: every device loses the same values.
fn hit(value: i32, at: vec2u, channel: u32) -> i32 {
  let bits = pcg4d(vec4u(at, channel, u32(params.seed)));
  if (i32(bits.x >> 8u) >= params.threshold) { return value; }
  return select(0, 255, (bits.y >> 31u) == 1u);
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
  textureStore(result, id.xy, vec4i(hit(value, id.xy, 0u), 0, 0, 0));
}
