#version 300 es
// The cumulative histogram: how many pixels are at most this bright.
precision highp float;
precision highp int;
precision highp isampler2D;

uniform isampler2D histogram;
out ivec4 result;

// One fragment makes one of 256 entries: it adds up all bins up to its own. That is 32896 reads where
// a running sum needs 256, but the fragments do not wait for each other.
void main() {
  int value = int(gl_FragCoord.x);
  int sum = 0;
  for (int bin = 0; bin <= value; bin++) {
    sum += texelFetch(histogram, ivec2(bin, 0), 0).x;
  }
  result = ivec4(sum, 0, 0, 0);
}
