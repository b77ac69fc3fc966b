#version 300 es
// Canny, stages 2 and 3: keeps a pixel whose magnitude is the largest across the edge, and sorts what
// is kept into weak (128) and strong (255).
precision highp float;
precision highp int;
precision highp isampler2D;
uniform int low;
uniform int high;
uniform isampler2D magnitude;
uniform isampler2D dx;
uniform isampler2D dy;
out ivec4 suppressed;

// tan 22.5° · 2¹⁵, rounded: slopes are compared as integers, without a division.
const int TAN_22_5 = 13573;

// Outside the image there is no edge.
int magnitudeAt(ivec2 at) {
  ivec2 size = textureSize(magnitude, 0);
  if (at.x < 0 || at.y < 0 || at.x >= size.x || at.y >= size.y) { return 0; }
  return texelFetch(magnitude, at, 0).x;
}

// Against the two neighbours along the gradient, whose direction is rounded to one of four. Of two
// equal neighbours the left or upper one survives; on diagonals neither does.
bool isLocalMaximum(ivec2 at, int m, int x, int y) {
  int rise = abs(y) << 15;
  int slope22 = abs(x) * TAN_22_5;
  int slope67 = slope22 + (abs(x) << 16);
  if (rise < slope22) {
    return m > magnitudeAt(at - ivec2(1, 0)) && m >= magnitudeAt(at + ivec2(1, 0));
  }
  if (rise > slope67) {
    return m > magnitudeAt(at - ivec2(0, 1)) && m >= magnitudeAt(at + ivec2(0, 1));
  }
  int s = (x ^ y) < 0 ? -1 : 1; // unlike signs: the rising diagonal
  return m > magnitudeAt(at - ivec2(s, 1)) && m > magnitudeAt(at + ivec2(s, 1));
}

// One fragment decides about one pixel: it reads its own gradient and at most two neighbouring
// magnitudes, and writes 0, 128 or 255.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  int m = texelFetch(magnitude, at, 0).x;
  int x = texelFetch(dx, at, 0).x;
  int y = texelFetch(dy, at, 0).x;
  int candidate = 0;
  if (m > low && isLocalMaximum(at, m, x, y)) { candidate = m > high ? 255 : 128; }
  suppressed = ivec4(candidate, 0, 0, 0);
}
