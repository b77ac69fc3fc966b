#version 300 es
// Gaussian blur, first pass: the weighted mean along each row, kept as a float.
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp isampler2D;
uniform int border;
uniform isampler2D image;
uniform sampler2D weights;
out vec4 rowMean;

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

// One fragment makes one mean: it reads as many pixels of its row as there are weights (outside the
// image those that the border rule names) and writes a float, because rounding here and again in the
// second pass would lose up to a grey level.
void main() {
  ivec2 size = textureSize(image, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  int taps = textureSize(weights, 0).x;
  float sum = 0.0;
  for (int j = 0; j < taps; j++) {
    int x = borderIndex(at.x + j - taps / 2, size.x);
    if (x >= 0) {
      sum += texelFetch(weights, ivec2(j, 0), 0).x * float(texelFetch(image, ivec2(x, at.y), 0).x);
    }
  }
  rowMean = vec4(sum, 0.0, 0.0, 0.0);
}
