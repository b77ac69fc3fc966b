#version 300 es
// Gray from RGB: the luma of ITU-R BT.601, in whole thousandths.
precision highp float;
precision highp int;
precision highp usampler2D;

uniform usampler2D image;
out ivec4 result;

// n / d to the nearest whole number, halves to even; d > 0 and n / d > -256. Adding 256 d first keeps
// the integer division among positive numbers, where both shading languages define it alike.
int divideRounding(int n, int d) {
  int shifted = n + 256 * d;
  int quotient = shifted / d;
  int twice = 2 * (shifted - quotient * d);
  bool isUp = twice > d || (twice == d && quotient % 2 == 1);
  return (isUp ? quotient + 1 : quotient) - 256;
}

// One fragment converts one pixel; alpha is dropped. It reads no neighbours, so there is no
// border.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  ivec3 rgb = ivec3(texelFetch(image, at, 0).rgb);
  int luma = divideRounding(299 * rgb.r + 587 * rgb.g + 114 * rgb.b, 1000);
  result = ivec4(luma, 0, 0, 0);
}
