// First step of the tile histograms: every workgroup counts one slice of a tile.
struct Params {
  tileWidth: i32,
  tileHeight: i32,
  slices: i32,    // slices per tile, from top to bottom
  sliceRows: i32, // rows in a slice; the last one may have fewer
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var image: texture_2d<i32>;
@group(0) @binding(2) var result: texture_storage_2d<rgba32sint, write>;

const THREADS = 16; // on a side of a workgroup

var<workgroup> counts: array<atomic<i32>, 256>; // shared by one workgroup; starts as zeros

// Reflect 101 (dcb|abcd): tiles may reach beyond the image on the right and below.
fn reflect101(p: i32, n: i32) -> i32 {
  if (p < n) { return p; }
  if (n == 1) { return 0; }
  let period = 2 * (n - 1);
  let q = p % period;
  return select(q, period - q, q >= n);
}

// One workgroup counts one slice of one tile: each of its 16 × 16 threads takes every 16th pixel of
// every 16th row, then 64 of them write the 256 counts, four to a texel. Beyond the image the mirrored
// image is counted. Tiles are cut into slices so that a grid of one tile still keeps the GPU busy.
@compute @workgroup_size(THREADS, THREADS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let size = vec2i(textureDimensions(image));
  let tile = vec2i(i32(group.x), i32(group.y) / params.slices);
  let slice = i32(group.y) % params.slices;
  let begin = tile * vec2i(params.tileWidth, params.tileHeight) + vec2i(0, slice * params.sliceRows);
  let bottom = min(begin.y + params.sliceRows, (tile.y + 1) * params.tileHeight);
  let right = begin.x + params.tileWidth;
  for (var y = begin.y + i32(local.y); y < bottom; y += THREADS) {
    let row = reflect101(y, size.y);
    for (var x = begin.x + i32(local.x); x < right; x += THREADS) {
      let value = textureLoad(image, vec2i(reflect101(x, size.x), row), 0).x;
      atomicAdd(&counts[value], 1);
    }
  }
  workgroupBarrier(); // all of the slice is counted

  let quad = i32(lane);
  if (quad >= 64) { return; }
  let four = vec4i(
    atomicLoad(&counts[4 * quad]),
    atomicLoad(&counts[4 * quad + 1]),
    atomicLoad(&counts[4 * quad + 2]),
    atomicLoad(&counts[4 * quad + 3]),
  );
  textureStore(result, vec2i(64 * tile.x + quad, i32(group.y)), four);
}
