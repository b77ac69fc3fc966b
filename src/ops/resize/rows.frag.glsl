#version 300 es
// Resamples along the rows: the image gets its new width and keeps its height.
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp isampler2D;

uniform isampler2D source;
uniform isampler2D first;  // per target column: its first source column
uniform sampler2D weights; // a row of weights per target column
out vec4 result;

// One fragment makes one value: it adds up as many neighbours in its row as there are weights. Columns
// outside the image count as the outermost one. The sum is not rounded; that waits for the columns.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);

  int last = textureSize(source, 0).x - 1;
  int taps = textureSize(weights, 0).x;
  int begin = texelFetch(first, ivec2(at.x, 0), 0).x;
  float sum = 0.0;
  for (int k = 0; k < taps; k++) {
    int value = texelFetch(source, ivec2(clamp(begin + k, 0, last), at.y), 0).x;
    sum += texelFetch(weights, ivec2(k, at.x), 0).x * float(value);
  }
  result = vec4(sum, 0.0, 0.0, 0.0);
}
