#version 300 es
// Gradient direction in degrees from the two derivatives: 0 right, 90 down, up to 360.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform isampler2D dx;
uniform isampler2D dy;
out vec4 direction;

// On the axes the angle is known without an arctangent, and atan() has no guaranteed accuracy there.
float degreesOf(int x, int y) {
  if (y == 0) { return x < 0 ? 180.0 : 0.0; }
  if (x == 0) { return y < 0 ? 270.0 : 90.0; }
  float angle = degrees(atan(float(y), float(x)));
  return angle < 0.0 ? angle + 360.0 : angle;
}

// One fragment makes one angle from the two derivatives of its own pixel; it reads no neighbours, so
// there is no border.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  float angle = degreesOf(texelFetch(dx, at, 0).x, texelFetch(dy, at, 0).x);
  direction = vec4(angle, 0.0, 0.0, 0.0);
}
