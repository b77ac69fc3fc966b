// First half of a histogram: every workgroup counts one block of the image.
struct Params {
  bins: i32,
  low: i32,  // first value counted
  span: i32, // how many values the bins share
  side: i32, // of a block, in pixels
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var image: texture_2d<i32>;
@group(0) @binding(2) var result: texture_storage_2d<rgba32sint, write>;

const THREADS = 16; // on a side of a workgroup

// Shared by the threads of one workgroup; starts as zeros. Many threads may meet in one bin, so
// adding must be atomic, and shared memory makes that cheap: only the sums leave the workgroup.
var<workgroup> counts: array<atomic<i32>, 256>;

// One workgroup counts one block: each of its 16 × 16 threads takes every 16th pixel of every 16th
// row. Then the first threads write the counts, four bins to a texel, side by side with those of the
// other blocks. Pixels of a block outside the image are skipped. 256 threads are the most that every
// device offers, and enough to hide the wait for the pixels.
@compute @workgroup_size(THREADS, THREADS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let size = vec2i(textureDimensions(image));
  let block = vec2i(group.xy);
  let begin = block * params.side + vec2i(local.xy);
  let end = min((block + 1) * params.side, size);
  for (var y = begin.y; y < end.y; y += THREADS) {
    for (var x = begin.x; x < end.x; x += THREADS) {
      let value = textureLoad(image, vec2i(x, y), 0).x - params.low;
      if (value < 0 || value >= params.span) { continue; }
      atomicAdd(&counts[value * params.bins / params.span], 1);
    }
  }
  workgroupBarrier(); // all of the block is counted

  let quads = (params.bins + 3) / 4;
  let quad = i32(lane);
  if (quad >= quads) { return; }
  let four = vec4i(
    atomicLoad(&counts[4 * quad]),
    atomicLoad(&counts[4 * quad + 1]),
    atomicLoad(&counts[4 * quad + 2]),
    atomicLoad(&counts[4 * quad + 3]),
  );
  textureStore(result, vec2i(block.x * quads + quad, block.y), four);
}
