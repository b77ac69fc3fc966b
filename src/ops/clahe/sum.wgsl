// Second step of the tile histograms: adds up the slices of every tile.
struct Params {
  tilesX: i32,
  slicesPerTile: i32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var slices: texture_2d<i32>; // four bins to a texel, 64 texels to a tile
@group(0) @binding(2) var result: texture_storage_2d<r32sint, write>;

// One thread adds up one bin of one tile; the result has a row of 256 bins for every tile, in raster
// order. Nothing is read outside the texture. 64 × 1 threads, because rows are long and few.
@compute @workgroup_size(64, 1)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = vec2i(id.xy);
  let size = vec2i(textureDimensions(result));
  if (at.x >= size.x || at.y >= size.y) { return; }
  let tile = vec2i(at.y % params.tilesX, at.y / params.tilesX);
  var sum = 0;
  for (var slice = 0; slice < params.slicesPerTile; slice++) {
    let place = vec2i(64 * tile.x + at.x / 4, tile.y * params.slicesPerTile + slice);
    sum += textureLoad(slices, place, 0)[at.x % 4];
  }
  textureStore(result, at, vec4i(sum, 0, 0, 0));
}
