// The cumulative histogram: how many pixels are at most this bright.
@group(0) @binding(1) var histogram: texture_2d<i32>;
@group(0) @binding(2) var result: texture_storage_2d<r32sint, write>;

// One thread makes one of 256 entries: it adds up all bins up to its own. That is 32896 reads where a
// running sum needs 256, but the threads do not wait for each other. One row of 64 threads, because
// the table is one row.
@compute @workgroup_size(64, 1)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let value = i32(id.x);
  if (value >= 256 || id.y > 0) { return; }
  var sum = 0;
  for (var bin = 0; bin <= value; bin++) {
    sum += textureLoad(histogram, vec2i(bin, 0), 0).x;
  }
  textureStore(result, vec2i(value, 0), vec4i(sum, 0, 0, 0));
}
