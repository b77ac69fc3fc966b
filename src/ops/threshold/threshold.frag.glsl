#version 300 es
// Global threshold with the five rules of cv::threshold.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform int thresh;
uniform int maxValue;
uniform int rule;
uniform isampler2D image;
out ivec4 result;

// rule: 0 binary, 1 binary_inv, 2 trunc, 3 tozero, 4 tozero_inv.
int thresholded(int v) {
  bool isAbove = v > thresh;
  switch (rule) {
    case 0: return isAbove ? maxValue : 0;
    case 1: return isAbove ? 0 : maxValue;
    case 2: return isAbove ? clamp(thresh, 0, 255) : v;
    case 3: return isAbove ? v : 0;
    default: return isAbove ? 0 : v;
  }
}

// One fragment decides about one pixel from that pixel alone: no neighbours, no border.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  result = ivec4(thresholded(texelFetch(image, at, 0).x), 0, 0, 0);
}
