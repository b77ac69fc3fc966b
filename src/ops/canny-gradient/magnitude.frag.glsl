#version 300 es
// Canny's gradient magnitude in exact integers: |dx| + |dy|, or dx² + dy² without the root.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform int isL2;
uniform isampler2D dx;
uniform isampler2D dy;
out ivec4 magnitude;

// One fragment makes one value from the two derivatives of its own pixel; it reads no neighbours, so
// there is no border. Squares of aperture 5 pass 2²⁴: they need integers.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  int x = texelFetch(dx, at, 0).x;
  int y = texelFetch(dy, at, 0).x;
  int m = abs(x) + abs(y);
  if (isL2 == 1) { m = x * x + y * y; }
  magnitude = ivec4(m, 0, 0, 0);
}
