#version 300 es
// Motion blur: the mean along a straight path through each pixel.
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp isampler2D;
uniform int pathLength;
uniform isampler2D image;
// The point spread function: one column per pixel of the path, in rows dx, dy and weight.
uniform sampler2D spread;
out ivec4 result;

// One fragment makes one output pixel: it reads one pixel per entry of the point spread function
// (outside the image the last pixel repeats), adds them with their weights, divides by the length
// of the path, rounds once, halves to even, and writes 0..255.
void main() {
  ivec2 size = textureSize(image, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  int taps = textureSize(spread, 0).x;
  float sum = 0.0;
  for (int k = 0; k < taps; k++) {
    int dx = int(texelFetch(spread, ivec2(k, 0), 0).x);
    int dy = int(texelFetch(spread, ivec2(k, 1), 0).x);
    float weight = texelFetch(spread, ivec2(k, 2), 0).x;
    ivec2 p = clamp(at + ivec2(dx, dy), ivec2(0), size - 1);
    sum += weight * float(texelFetch(image, p, 0).x);
  }
  float mean = sum / float(pathLength);
  result = ivec4(int(clamp(roundEven(mean), 0.0, 255.0)), 0, 0, 0);
}
