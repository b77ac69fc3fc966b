#version 300 es
// Hue (0..179, two degrees a step), saturation and value (0..255) from RGB.
precision highp float;
precision highp int;
precision highp usampler2D;

uniform usampler2D image;
out uvec4 result;

// n / d to the nearest whole number, halves to even; d > 0 and n / d > -256. Adding 256 d first keeps
// the integer division among positive numbers, where both shading languages define it alike.
int divideRounding(int n, int d) {
  int shifted = n + 256 * d;
  int quotient = shifted / d;
  int twice = 2 * (shifted - quotient * d);
  bool isUp = twice > d || (twice == d && quotient % 2 == 1);
  return (isUp ? quotient + 1 : quotient) - 256;
}

// The hue in half degrees: where the largest channel is, and how the other two lean.
int hueOf(ivec3 rgb, int value, int range) {
  if (range == 0) return 0; // gray has no hue
  int sixths = rgb.r - rgb.g + 4 * range;
  if (value == rgb.r) sixths = rgb.g - rgb.b;
  else if (value == rgb.g) sixths = rgb.b - rgb.r + 2 * range;
  int hue = divideRounding(30 * sixths, range);
  return hue < 0 ? hue + 180 : hue;
}

// One fragment converts one pixel; alpha is copied. It reads no neighbours, so there is no
// border.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  uvec4 pixel = texelFetch(image, at, 0);
  ivec3 rgb = ivec3(pixel.rgb);
  int value = max(rgb.r, max(rgb.g, rgb.b));
  int range = value - min(rgb.r, min(rgb.g, rgb.b));
  int saturation = divideRounding(255 * range, max(1, value));
  ivec3 hsv = ivec3(hueOf(rgb, value, range), saturation, value);
  result = uvec4(uvec3(hsv), pixel.a);
}
