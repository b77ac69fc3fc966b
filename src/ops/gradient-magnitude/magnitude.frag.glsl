#version 300 es
// Gradient magnitude from the two derivatives.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform int isL2;
uniform isampler2D dx;
uniform isampler2D dy;
out vec4 magnitude;

// One fragment makes one value from the two derivatives of its own pixel; it reads no neighbours, so
// there is no border.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  float x = float(texelFetch(dx, at, 0).x);
  float y = float(texelFetch(dy, at, 0).x);
  float m = abs(x) + abs(y);
  if (isL2 == 1) { m = sqrt(x * x + y * y); }
  magnitude = vec4(m, 0.0, 0.0, 0.0);
}
