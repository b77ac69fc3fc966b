#version 300 es
// RGB from hue (half degrees), saturation and value.
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

// One sixth of the colour circle after the other: one channel is high, one low, one on its way.
ivec3 rgbOf(int sector, int high, int low, int falling, int rising) {
  switch (sector) {
    case 0: return ivec3(high, rising, low);
    case 1: return ivec3(falling, high, low);
    case 2: return ivec3(low, high, rising);
    case 3: return ivec3(low, falling, high);
    case 4: return ivec3(rising, low, high);
  }
  return ivec3(high, low, falling);
}

// One fragment converts one pixel; alpha is copied. It reads no neighbours, so there is no
// border.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  uvec4 pixel = texelFetch(image, at, 0);
  int hue = int(pixel.x);
  int saturation = int(pixel.y);
  int value = int(pixel.z);
  int within = hue % 30; // half degrees into the sector of 30
  int low = divideRounding(value * (255 - saturation), 255);
  int falling = divideRounding(value * (7650 - saturation * within), 7650);
  int rising = divideRounding(value * (7650 - saturation * (30 - within)), 7650);
  ivec3 rgb = rgbOf((hue / 30) % 6, value, low, falling, rising);
  result = uvec4(uvec3(rgb), pixel.a);
}
