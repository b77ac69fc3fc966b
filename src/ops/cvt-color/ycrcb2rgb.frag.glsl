#version 300 es
// RGB from luma and two colour differences (Y, Cr, Cb).
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

// One fragment converts one pixel; alpha is copied. It reads no neighbours, so there is no
// border.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  uvec4 pixel = texelFetch(image, at, 0);
  int luma = int(pixel.x);
  int cr = int(pixel.y) - 128;
  int cb = int(pixel.z) - 128;
  int r = divideRounding(1000 * luma + 1403 * cr, 1000);
  int g = divideRounding(1000 * luma - 714 * cr - 344 * cb, 1000);
  int b = divideRounding(1000 * luma + 1773 * cb, 1000);
  ivec3 rgb = clamp(ivec3(r, g, b), ivec3(0), ivec3(255));
  result = uvec4(uvec3(rgb), pixel.a);
}
