#version 300 es
// Canny, stage 4: a candidate that a chain of candidates joins to a strong one becomes strong. The
// runner repeats this pass until no bit changes; then exactly those candidates are strong.
//
// 32 pixels of a row lie in one integer (see pack), so that one operation moves 32 pixels at a time.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform isampler2D state;
out ivec4 grown;

// How many rows up and down one pass looks. More rows need fewer passes, but every pass reads more.
const int REACH = 16;

struct Pixels { uint candidates; uint strong; };

// Outside the image there is no candidate.
Pixels pixelsAt(ivec2 at) {
  ivec2 size = textureSize(state, 0);
  if (at.x < 0 || at.y < 0 || at.x >= size.x || at.y >= size.y) { return Pixels(0u, 0u); }
  ivec4 lanes = texelFetch(state, at, 0);
  return Pixels(uint(lanes.x), uint(lanes.y));
}

// Every bit that touches a set bit: itself and its neighbours to the left and right.
uint spread(uint bits) {
  return bits | (bits << 1) | (bits >> 1);
}

// Flows from the reached bits along the row, through candidates only.
uint flow(uint reached, uint candidates) {
  uint bits = reached & candidates;
  while (true) {
    uint more = spread(bits) & candidates;
    if (more == bits) { return bits; }
    bits = more;
  }
  return bits;
}

// Flows from up to REACH rows away, down (stride = -1) or up (stride = 1), to the row before `at`.
uint flowTowards(ivec2 at, int stride) {
  uint bits = 0u;
  for (int k = REACH; k >= 1; k--) {
    Pixels row = pixelsAt(at + ivec2(0, k * stride));
    bits = flow(row.strong | spread(bits), row.candidates);
  }
  return bits;
}

// One fragment decides about 32 pixels. It starts from those that are strong already, adds what touches
// them from the words to the left and right and from the rows above and below, and lets it flow along
// the row. Words without an undecided candidate, which is most of them, leave at once.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  Pixels own = pixelsAt(at);
  uint strong = own.strong;
  if (own.candidates != own.strong) {
    for (int dy = -1; dy <= 1; dy++) {
      strong |= pixelsAt(at + ivec2(-1, dy)).strong >> 31; // last pixel of the word to the left
      strong |= pixelsAt(at + ivec2(1, dy)).strong << 31; // first pixel of the word to the right
    }
    strong |= spread(flowTowards(at, -1)) | spread(flowTowards(at, 1));
    strong = flow(strong, own.candidates);
  }
  grown = ivec4(int(own.candidates), int(strong), 0, 0);
}
