#version 300 es
// Linear filter with any kernel: correlation or convolution, with stride and dilation.
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp isampler2D;
uniform int stride;
uniform int startX;
uniform int startY;
uniform int tapStep;
uniform int border;
uniform int borderValue;
uniform int lowest;
uniform int highest;
uniform float delta;
uniform isampler2D image;
uniform sampler2D weights;
out ivec4 result;

// The coordinate inside 0..n-1 that stands in for p, or -1 for "read borderValue".
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

// One fragment makes one output pixel: it reads one source pixel per kernel weight (outside the
// image the one that the border rule names, or borderValue), adds the products in row order to
// delta, rounds once, halves to even, and saturates to the output type. Tap (j, i) of output (x, y)
// lies on source x * stride + startX + j * tapStep, and likewise in y; a flipped kernel has a
// negative tapStep.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  ivec2 size = textureSize(image, 0);
  ivec2 taps = textureSize(weights, 0);
  float sum = delta;
  for (int i = 0; i < taps.y; i++) {
    int y = borderIndex(at.y * stride + startY + i * tapStep, size.y);
    for (int j = 0; j < taps.x; j++) {
      int x = borderIndex(at.x * stride + startX + j * tapStep, size.x);
      int value = borderValue;
      if (x >= 0 && y >= 0) { value = texelFetch(image, ivec2(x, y), 0).x; }
      sum += texelFetch(weights, ivec2(j, i), 0).x * float(value);
    }
  }
  float rounded = clamp(roundEven(sum), float(lowest), float(highest));
  result = ivec4(int(rounded), 0, 0, 0);
}
