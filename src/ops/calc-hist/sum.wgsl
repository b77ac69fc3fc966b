// Second half of a histogram: adds up the counts of all blocks.
struct Params {
  bins: i32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var blocks: texture_2d<i32>; // four bins to a texel, blocks side by side
@group(0) @binding(2) var result: texture_storage_2d<r32sint, write>;

// One thread adds up one bin over all blocks. Nothing is read outside the texture. One row of 64
// threads, because the result is one row.
@compute @workgroup_size(64, 1)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let bin = i32(id.x);
  if (bin >= params.bins || id.y > 0) { return; }
  let size = vec2i(textureDimensions(blocks));
  let quads = (params.bins + 3) / 4;
  var sum = 0;
  for (var y = 0; y < size.y; y++) {
    for (var x = bin / 4; x < size.x; x += quads) {
      sum += textureLoad(blocks, vec2i(x, y), 0)[bin % 4];
    }
  }
  textureStore(result, vec2i(bin, 0), vec4i(sum, 0, 0, 0));
}
