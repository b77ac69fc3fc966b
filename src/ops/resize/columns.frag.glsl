#version 300 es
// Resamples down the columns: the image gets its new height, and whole gray values.
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp isampler2D;

uniform sampler2D source;
uniform isampler2D first;  // per target row: its first source row
uniform sampler2D weights; // a row of weights per target row
out ivec4 result;

// One fragment makes one pixel: it adds up as many neighbours in its column as there are weights,
// rounds halves to even, and saturates (cubic weights are partly negative and overshoot at edges).
// Rows outside the image count as the outermost one.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);

  int last = textureSize(source, 0).y - 1;
  int taps = textureSize(weights, 0).x;
  int begin = texelFetch(first, ivec2(at.y, 0), 0).x;
  float sum = 0.0;
  for (int k = 0; k < taps; k++) {
    float value = texelFetch(source, ivec2(at.x, clamp(begin + k, 0, last)), 0).x;
    sum += texelFetch(weights, ivec2(k, at.y), 0).x * value;
  }
  result = ivec4(clamp(int(roundEven(sum)), 0, 255), 0, 0, 0);
}
