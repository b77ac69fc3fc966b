#version 300 es
// sRGB from CIE L*a*b* under D65 in 8 bits; colours that no screen shows are clipped.
precision highp float;
precision highp int;
precision highp usampler2D;

uniform usampler2D image;
out uvec4 result;

// The inverse of the cube root with its straight piece near black.
float labCurveInverse(float f) {
  if (f > 6.0 / 29.0) return f * f * f;
  return 108.0 / 841.0 * (f - 16.0 / 116.0);
}

// The sRGB transfer curve backwards, linear light to 0..255.
float srgbFromLinear(float x) {
  float inGamut = clamp(x, 0.0, 1.0);
  if (inGamut <= 0.0031308) return 255.0 * 12.92 * inGamut;
  return 255.0 * (1.055 * pow(inGamut, 1.0 / 2.4) - 0.055);
}

// One fragment converts one pixel; alpha is copied. It reads no neighbours, so there is no
// border.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  uvec4 pixel = texelFetch(image, at, 0);
  float fy = (float(pixel.x) / 2.55 + 16.0) / 116.0;
  float x = labCurveInverse(fy + (float(pixel.y) - 128.0) / 500.0) * 0.950456;
  float y = labCurveInverse(fy);
  float z = labCurveInverse(fy - (float(pixel.z) - 128.0) / 200.0) * 1.088754;
  float r = srgbFromLinear(3.240479 * x - 1.537150 * y - 0.498535 * z);
  float g = srgbFromLinear(-0.969256 * x + 1.875991 * y + 0.041556 * z);
  float b = srgbFromLinear(0.055648 * x - 0.204043 * y + 1.057311 * z);
  vec3 rgb = clamp(roundEven(vec3(r, g, b)), vec3(0.0), vec3(255.0));
  result = uvec4(uvec3(rgb), pixel.a);
}
