#version 300 es
// What every gray value becomes: its share of the pixels, stretched to 0..255.
precision highp float;
precision highp int;
precision highp isampler2D;

uniform isampler2D cdf;
out ivec4 result;

// 255 / divisor rounded to the nearest float, by long division in integers. The operator `/` may be
// off in the last bits on a GPU, and here the last bit decides which way a tie is rounded.
// `divisor` is 1 to 2²⁴, the largest number of pixels that a float counts exactly.
float divide255(int divisor) {
  uint n = 255u;
  uint d = uint(divisor);
  int exponent = 0;
  while (2u * d <= n) { d *= 2u; exponent++; }
  while (n < d) { n *= 2u; exponent--; }
  uint mantissa = 1u; // now 1 ≤ n/d < 2: the first of 24 binary digits is 1
  n -= d;
  for (int digit = 0; digit < 23; digit++) {
    n *= 2u;
    mantissa *= 2u;
    if (n >= d) { n -= d; mantissa++; }
  }
  if (2u * n > d || (2u * n == d && mantissa % 2u == 1u)) { mantissa++; }
  return float(mantissa) * uintBitsToFloat(uint(exponent - 23 + 127) << 23); // · 2^(exponent − 23)
}

// One fragment makes one of 256 entries. It looks for the darkest value that occurs, whose pixels are
// left out of all counts, so that it maps to 0 and the brightest value to 255. An image of one value
// keeps it.
void main() {
  int value = int(gl_FragCoord.x);
  int total = texelFetch(cdf, ivec2(255, 0), 0).x;
  int darkest = 0;
  for (int v = 0; darkest == 0; v++) {
    darkest = texelFetch(cdf, ivec2(v, 0), 0).x;
  }
  int mapped = value;
  if (darkest < total) {
    int count = max(0, texelFetch(cdf, ivec2(value, 0), 0).x - darkest);
    mapped = min(255, int(roundEven(float(count) * divide255(total - darkest)))); // halves to even
  }
  result = ivec4(mapped, 0, 0, 0);
}
