#version 300 es
// RGB from gray: three times the same value.
precision highp float;
precision highp int;
precision highp isampler2D;

uniform isampler2D image;
out uvec4 result;

// One fragment converts one pixel. It reads no neighbours, so there is no
// border.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  uint gray = uint(texelFetch(image, at, 0).x);
  result = uvec4(gray, gray, gray, 255);
}
