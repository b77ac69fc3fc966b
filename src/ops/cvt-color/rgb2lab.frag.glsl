#version 300 es
// CIE L*a*b* from sRGB under D65, in 8 bits: L stretched to 0..255, a and b shifted by 128.
precision highp float;
precision highp int;
precision highp usampler2D;

uniform usampler2D image;
out uvec4 result;

// The sRGB transfer curve, 0..1 to linear light 0..1.
float linearFromSrgb(float x) {
  if (x <= 0.04045) return x / 12.92;
  return pow((x + 0.055) / 1.055, 2.4);
}

// The cube root, with a straight piece near black so that its slope stays finite.
float labCurve(float t) {
  if (t > 216.0 / 24389.0) return pow(t, 1.0 / 3.0);
  return 841.0 / 108.0 * t + 16.0 / 116.0;
}

// One fragment converts one pixel; alpha is copied. It reads no neighbours, so there is no
// border.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  uvec4 pixel = texelFetch(image, at, 0);
  float r = linearFromSrgb(float(pixel.r) / 255.0);
  float g = linearFromSrgb(float(pixel.g) / 255.0);
  float b = linearFromSrgb(float(pixel.b) / 255.0);
  float fx = labCurve((0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.950456);
  float fy = labCurve(0.212671 * r + 0.715160 * g + 0.072169 * b);
  float fz = labCurve((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754);
  vec3 lab = vec3((116.0 * fy - 16.0) * 2.55, 500.0 * (fx - fy) + 128.0, 200.0 * (fy - fz) + 128.0);
  result = uvec4(uvec3(clamp(roundEven(lab), vec3(0.0), vec3(255.0))), pixel.a);
}
