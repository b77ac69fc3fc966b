#version 300 es
// Canny, before stage 4: packs 32 neighbouring pixels of a row into the bits of one integer. Bit k of
// texel (X, y) is pixel (32 X + k, y). First lane: candidates, weak or strong. Second lane: strong.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform isampler2D suppressed;
out ivec4 state;

// One fragment reads 32 pixels and writes one texel. Pixels beyond the right edge stay 0: no candidates.
void main() {
  ivec2 size = textureSize(suppressed, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  uint candidates = 0u;
  uint strong = 0u;
  for (int k = 0; k < 32 && 32 * at.x + k < size.x; k++) {
    int value = texelFetch(suppressed, ivec2(32 * at.x + k, at.y), 0).x;
    if (value > 0) { candidates |= 1u << uint(k); }
    if (value == 255) { strong |= 1u << uint(k); }
  }
  state = ivec4(int(candidates), int(strong), 0, 0);
}
