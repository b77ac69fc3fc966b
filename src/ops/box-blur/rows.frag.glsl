#version 300 es
// Box filter, first pass: the sum of kernelWidth pixels along each row.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform int kernelWidth;
uniform int anchor;
uniform int border;
uniform isampler2D image;
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

// One fragment makes one row sum: it reads kernelWidth pixels of its row (outside the image those
// that the border rule names) and writes one integer. Sums are exact. The GPU picks the tile: the
// rasteriser shades small squares of neighbours that read nearly the same pixels.
void main() {
  ivec2 size = textureSize(image, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  int sum = 0;
  for (int j = 0; j < kernelWidth; j++) {
    int x = borderIndex(at.x + j - anchor, size.x);
    if (x >= 0) { sum += texelFetch(image, ivec2(x, at.y), 0).x; }
  }
  rowSum = ivec4(sum, 0, 0, 0);
}
