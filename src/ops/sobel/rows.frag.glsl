#version 300 es
// Image derivative, first pass: correlates each row with one half of a separable kernel.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform int border;
uniform isampler2D image;
uniform isampler2D weights;
out ivec4 rowSum;

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

// One fragment makes one sum: it reads as many pixels of its row as the kernel is wide (outside the
// image those that the border rule names) and writes the exact integer, which needs more than 8 bits.
void main() {
  ivec2 size = textureSize(image, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  int taps = textureSize(weights, 0).x;
  int sum = 0;
  for (int j = 0; j < taps; j++) {
    int x = borderIndex(at.x + j - taps / 2, size.x);
    if (x >= 0) {
      sum += texelFetch(weights, ivec2(j, 0), 0).x * texelFetch(image, ivec2(x, at.y), 0).x;
    }
  }
  rowSum = ivec4(sum, 0, 0, 0);
}
