// The table of every tile: clip its histogram, share the excess, and add up.
struct Params {
  limit: i32, // largest bin height after clipping
  scale: f32, // 255 / pixels in a tile
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var histograms: texture_2d<i32>; // a row of 256 bins for every tile
@group(0) @binding(2) var result: texture_storage_2d<r32sint, write>;

// One thread makes one entry of one tile's table. It reads the tile's whole row to find the excess,
// and the bins up to its own once more to add them up: 512 reads at most, without waiting for other
// threads. 64 × 1 threads, because rows are long and few.
@compute @workgroup_size(64, 1)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(result));
  let value = i32(id.x);
  let tile = i32(id.y);
  if (value >= size.x || tile >= size.y) { return; }

  var excess = 0;
  for (var bin = 0; bin < 256; bin++) {
    excess += max(0, textureLoad(histograms, vec2i(bin, tile), 0).x - params.limit);
  }
  // Every bin gets an equal share; the remainder goes one by one to bins 0, stride, 2 stride, …
  let share = excess / 256;
  let remainder = excess % 256;
  let stride = max(1, 256 / max(1, remainder));

  var sum = 0;
  for (var bin = 0; bin <= value; bin++) {
    sum += min(textureLoad(histograms, vec2i(bin, tile), 0).x, params.limit) + share;
    if (bin % stride == 0 && bin / stride < remainder) { sum++; }
  }
  let mapped = min(255, i32(round(f32(sum) * params.scale))); // halves to even
  textureStore(result, vec2i(value, tile), vec4i(mapped, 0, 0, 0));
}
