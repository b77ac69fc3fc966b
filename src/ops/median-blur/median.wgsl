// Median of a square window, found by narrowing the range of grey levels.
struct Params { radius: i32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var image: texture_2d<i32>;
@group(0) @binding(2) var result: texture_storage_2d<r32sint, write>;

// One thread makes one output pixel. It never sorts: of n * n values, rank = (n * n - 1) / 2 lie
// before the middle one, and the median is the largest m such that at most rank values are smaller
// than m. Its eight bits are settled from the top, two at a time: in one walk over the window the
// thread counts how many values are smaller than m + 1, m + 2 and m + 3 jumps, and m moves to the
// last of these that qualifies. Four walks with jumps 64, 16, 4, 1 settle all bits, exactly, for
// any window size and without an array. Outside the image the last pixel repeats. Writes 0..255.
// 8 × 8 threads: the windows of a square tile overlap almost wholly, so the texture cache serves
// the four walks.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let side = 2 * params.radius + 1;
  let rank = (side * side - 1) / 2;
  var median = 0;
  for (var jump = 64; jump > 0; jump /= 4) {
    let candidates = median + jump * vec3i(1, 2, 3);
    var smaller = vec3i(0);
    for (var i = -params.radius; i <= params.radius; i++) {
      let y = clamp(at.y + i, 0, size.y - 1);
      for (var j = -params.radius; j <= params.radius; j++) {
        let x = clamp(at.x + j, 0, size.x - 1);
        let value = vec3i(textureLoad(image, vec2i(x, y), 0).x);
        smaller += select(vec3i(0), vec3i(1), value < candidates);
      }
    }
    // A larger candidate has more smaller values: those that qualify come first.
    let qualifies = select(vec3i(0), vec3i(1), smaller <= vec3i(rank));
    median += jump * (qualifies.x + qualifies.y + qualifies.z);
  }
  textureStore(result, at, vec4i(median, 0, 0, 0));
}
