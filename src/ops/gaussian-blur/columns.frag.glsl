#version 300 es
// Gaussian blur, second pass: the weighted mean of the row means down each column, rounded.
precision highp float;
precision highp int;
precision highp sampler2D;
uniform int border;
uniform sampler2D rowMean;
uniform sampler2D weights;
out ivec4 result;

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

// One fragment makes one output pixel: it reads as many row means of its column as there are weights
// (outside the image those that the border rule names), rounds once, halves to even, and writes
// 0..255.
void main() {
  ivec2 size = textureSize(rowMean, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  int taps = textureSize(weights, 0).x;
  float sum = 0.0;
  for (int i = 0; i < taps; i++) {
    int y = borderIndex(at.y + i - taps / 2, size.y);
    if (y >= 0) {
      sum += texelFetch(weights, ivec2(i, 0), 0).x * texelFetch(rowMean, ivec2(at.x, y), 0).x;
    }
  }
  result = ivec4(int(clamp(roundEven(sum), 0.0, 255.0)), 0, 0, 0);
}
