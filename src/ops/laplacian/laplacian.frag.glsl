#version 300 es
// The Laplacian: correlation with one square integer kernel, then scale, round and saturate.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform int border;
uniform float scale;
uniform float delta;
uniform int lowest;
uniform int highest;
uniform isampler2D image;
uniform isampler2D weights;
out ivec4 laplacian;

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

// One fragment makes one value: it reads the window under the kernel (outside the image what the
// border rule names) and writes saturate(round(scale · sum + delta)). The sum of two second
// derivatives is not separable, so this is one pass over the whole window; sums stay below 2²⁰ and are
// exact as floats.
void main() {
  ivec2 size = textureSize(image, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  int side = textureSize(weights, 0).x;
  int sum = 0;
  for (int i = 0; i < side; i++) {
    int y = borderIndex(at.y + i - side / 2, size.y);
    for (int j = 0; j < side; j++) {
      int x = borderIndex(at.x + j - side / 2, size.x);
      if (x >= 0 && y >= 0) {
        sum += texelFetch(weights, ivec2(j, i), 0).x * texelFetch(image, ivec2(x, y), 0).x;
      }
    }
  }
  int rounded = int(roundEven(float(sum) * scale + delta));
  laplacian = ivec4(clamp(rounded, lowest, highest), 0, 0, 0);
}
