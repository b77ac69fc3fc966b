#version 300 es
// Box filter, second pass: the sum of kernelHeight row sums down each column, divided by the area.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform int kernelHeight;
uniform int anchor;
uniform int border;
uniform int area;
uniform isampler2D rowSum;
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

// sum / area to the nearest integer, halves to even, in integers alone: a float division may be off
// by the last bit and take a half the wrong way.
int divideHalfEven(int sum, int area) {
  int quotient = sum / area;
  int twice = 2 * (sum - quotient * area);
  bool up = twice > area || (twice == area && (quotient & 1) == 1);
  return quotient + (up ? 1 : 0);
}

// One fragment makes one output pixel: it reads kernelHeight row sums of its column (outside the
// image those that the border rule names), divides (area 1 for the plain sum) and writes 0..255.
void main() {
  ivec2 size = textureSize(rowSum, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  int sum = 0;
  for (int i = 0; i < kernelHeight; i++) {
    int y = borderIndex(at.y + i - anchor, size.y);
    if (y >= 0) { sum += texelFetch(rowSum, ivec2(at.x, y), 0).x; }
  }
  result = ivec4(min(divideHalfEven(sum, area), 255), 0, 0, 0);
}
