#version 300 es
// Image derivative, second pass: correlates each column of the row sums with the other half of the
// separable kernel, then scales, rounds and saturates.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform int border;
uniform float scale;
uniform float delta;
uniform int lowest;
uniform int highest;
uniform isampler2D rowSum;
uniform isampler2D weights;
out ivec4 derivative;

// The coordinate inside 0..n-1 that stands in for p, or -1 for "read 0".
// border: 0 replicate, 1 reflect, 2 reflect101, 3 constant.
int borderIndex(int p, int n) {
  if (p >= 0 && p < n) { return p; }
  if (border == 3) { return -1; }
  if (border == 0 || n == 1) { return clamp(p, 0, n - 1); }
  int edgeTwice = border == 1 ? 1 : 0;
  int period = 2 * (n - 1 + edgeTwice);
  int q = (p < 0 ? -p - edgeTwice : p) % period;
  return q >= n ? period - edgeTwice - q : q;
}

// One fragment makes one derivative: it reads as many row sums of its column as the kernel is tall and
// writes saturate(round(scale · sum + delta)). Sums stay below 2²⁰, so they are exact as floats;
// roundEven() takes halves to the even neighbour.
void main() {
  ivec2 size = textureSize(rowSum, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  int taps = textureSize(weights, 0).x;
  int sum = 0;
  for (int i = 0; i < taps; i++) {
    int y = borderIndex(at.y + i - taps / 2, size.y);
    if (y >= 0) {
      sum += texelFetch(weights, ivec2(i, 0), 0).x * texelFetch(rowSum, ivec2(at.x, y), 0).x;
    }
  }
  int rounded = int(roundEven(float(sum) * scale + delta));
  derivative = ivec4(clamp(rounded, lowest, highest), 0, 0, 0);
}
