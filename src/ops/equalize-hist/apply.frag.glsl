#version 300 es
// Replaces every gray value by its entry in a table of 256.
precision highp float;
precision highp int;
precision highp isampler2D;

uniform isampler2D image;
uniform isampler2D lut;
out ivec4 result;

// One fragment makes one pixel with one read of the image and one of the table. It reads no
// neighbours, so there is no border.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  int value = texelFetch(image, at, 0).x;
  result = texelFetch(lut, ivec2(value, 0), 0);
}
