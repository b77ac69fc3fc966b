#version 300 es
// Adaptive threshold, second pass: the mean of the neighbourhood, and the decision against it.
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp isampler2D;
uniform int area;
uniform int limit;
uniform int above;
uniform int below;
uniform sampler2D rowSum;
uniform sampler2D weights;
uniform isampler2D image;
out ivec4 result;

// To 8 bits. A box (area > 0) has whole sums and an odd area: nearest without ties, in integers. The
// weights of a Gaussian (area = 0) add up to 1; roundEven() takes halves to the even neighbour.
int roundedMean(float sum) {
  if (area > 0) { return (2 * int(sum) + area) / (2 * area); }
  return clamp(int(roundEven(sum)), 0, 255);
}

// One fragment decides about one pixel: it adds the row sums above and below (outside the image the
// edge row is repeated), makes the mean and compares its own pixel with it.
void main() {
  ivec2 size = textureSize(image, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  int taps = textureSize(weights, 0).x;
  float sum = 0.0;
  for (int i = 0; i < taps; i++) {
    int y = clamp(at.y + i - taps / 2, 0, size.y - 1);
    sum += texelFetch(weights, ivec2(i, 0), 0).x * texelFetch(rowSum, ivec2(at.x, y), 0).x;
  }
  bool isAbove = texelFetch(image, at, 0).x - roundedMean(sum) > limit;
  result = ivec4(isAbove ? above : below, 0, 0, 0);
}
