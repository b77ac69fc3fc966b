// Canny, stage 4: a candidate that a chain of candidates joins to a strong one becomes strong. The
// runner repeats this pass until no bit changes; then exactly those candidates are strong.
//
// 32 pixels of a row lie in one integer (see pack), so that one operation moves 32 pixels at a time.
@group(0) @binding(1) var state: texture_2d<i32>;
@group(0) @binding(2) var grown: texture_storage_2d<rgba32sint, write>;
@group(0) @binding(3) var<storage, read_write> changed: atomic<u32>;

// How many rows up and down one pass looks. More rows need fewer passes, but every pass reads more.
const REACH = 16;

struct Pixels { candidates: u32, strong: u32 }

// Outside the image there is no candidate.
fn pixelsAt(at: vec2i) -> Pixels {
  let size = vec2i(textureDimensions(state));
  if (at.x < 0 || at.y < 0 || at.x >= size.x || at.y >= size.y) { return Pixels(0u, 0u); }
  let lanes = textureLoad(state, at, 0);
  return Pixels(bitcast<u32>(lanes.x), bitcast<u32>(lanes.y));
}

// Every bit that touches a set bit: itself and its neighbours to the left and right.
fn spread(bits: u32) -> u32 {
  return bits | (bits << 1u) | (bits >> 1u);
}

// Flows from the reached bits along the row, through candidates only.
fn flow(reached: u32, candidates: u32) -> u32 {
  var bits = reached & candidates;
  loop {
    let more = spread(bits) & candidates;
    if (more == bits) { return bits; }
    bits = more;
  }
}

// Flows from up to REACH rows away, down (stride = -1) or up (stride = 1), to the row before `at`.
fn flowTowards(at: vec2i, stride: i32) -> u32 {
  var bits = 0u;
  for (var k = REACH; k >= 1; k--) {
    let row = pixelsAt(at + vec2i(0, k * stride));
    bits = flow(row.strong | spread(bits), row.candidates);
  }
  return bits;
}

// One thread decides about 32 pixels. It starts from those that are strong already, adds what touches
// them from the words to the left and right and from the rows above and below, and lets it flow along
// the row. Words without an undecided candidate, which is most of them, leave at once. 8 × 8 threads:
// threads of one column read the same rows.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(state));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let own = pixelsAt(at);
  var strong = own.strong;
  if (own.candidates != own.strong) {
    for (var dy = -1; dy <= 1; dy++) {
      strong |= pixelsAt(at + vec2i(-1, dy)).strong >> 31u; // last pixel of the word to the left
      strong |= pixelsAt(at + vec2i(1, dy)).strong << 31u; // first pixel of the word to the right
    }
    strong |= spread(flowTowards(at, -1)) | spread(flowTowards(at, 1));
    strong = flow(strong, own.candidates);
  }
  textureStore(grown, at, vec4i(bitcast<i32>(own.candidates), bitcast<i32>(strong), 0, 0));
  if (strong != own.strong) { atomicStore(&changed, 1u); }
}
