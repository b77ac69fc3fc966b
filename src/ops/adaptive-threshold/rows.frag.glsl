#version 300 es
// Adaptive threshold, first pass: the weighted sum along each row.
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp isampler2D;
uniform isampler2D image;
uniform sampler2D weights;
out vec4 rowSum;

// One fragment makes one sum: it reads as many pixels of its row as there are weights; outside the
// image the edge pixel is repeated. With the weights 1 of the box all sums are whole and exact.
void main() {
  ivec2 size = textureSize(image, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  int taps = textureSize(weights, 0).x;
  float sum = 0.0;
  for (int j = 0; j < taps; j++) {
    int x = clamp(at.x + j - taps / 2, 0, size.x - 1);
    sum += texelFetch(weights, ivec2(j, 0), 0).x * float(texelFetch(image, ivec2(x, at.y), 0).x);
  }
  rowSum = vec4(sum, 0.0, 0.0, 0.0);
}
