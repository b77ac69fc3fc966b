#version 300 es
// Luma and two colour differences from RGB, in the order Y, Cr, Cb.
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
  ivec3 rgb = ivec3(pixel.rgb);
  int luma = divideRounding(299 * rgb.r + 587 * rgb.g + 114 * rgb.b, 1000);
  int cr = divideRounding(713 * (rgb.r - luma), 1000) + 128;
  int cb = divideRounding(564 * (rgb.b - luma), 1000) + 128;
  ivec3 ycrcb = clamp(ivec3(luma, cr, cb), ivec3(0), ivec3(255));
  result = uvec4(uvec3(ycrcb), pixel.a);
}
