#version 300 es
// Gaussian noise on colour: each of the three colours gets its own.
precision highp float;
precision highp int;
precision highp usampler2D;
uniform int seed;
uniform float sigma;
uniform usampler2D image;
out uvec4 result;

// Four random words from four numbers: pcg4d, Jarzynski & Olano, JCGT 9(3), 2020. Modulo 2^32.
uvec4 pcg4d(uvec4 counter) {
  uvec4 v = counter * 1664525u + 1013904223u;
  v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
  v ^= v >> 16u;
  v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
  return v;
}

// A standard normal number for one value, by Box and Muller. u1 is in (0, 1] and the angle in
// [-pi, pi), where cos is most precise. Near u1 = 1 the logarithm may come out a little above 0, and
// the square root of a negative number would be no number: hence max.
float normal(uvec2 at, uint channel) {
  uvec4 bits = pcg4d(uvec4(at, channel, uint(seed))) >> 8u;
  float u1 = (float(bits.x) + 1.0) / 16777216.0;
  float angle = 6.283185307 * (float(bits.y) / 16777216.0 - 0.5);
  return sqrt(max(-2.0 * log(u1), 0.0)) * cos(angle);
}

// The value with its noise: rounded, halves to even, and clamped to 0..255.
float noisy(float value, uvec2 at, uint channel) {
  return clamp(roundEven(value + sigma * normal(at, channel)), 0.0, 255.0);
}

// One fragment makes one output pixel: it reads that pixel and hashes its coordinates, each colour
// and the seed. The noise depends on these alone and not on any order of work, so nothing is shared
// between fragments. No other pixel is read: there is no border. Alpha is copied.
void main() {
  uvec2 at = uvec2(gl_FragCoord.xy);
  uvec4 rgba = texelFetch(image, ivec2(at), 0);
  uvec3 rgb = uvec3(
    uint(noisy(float(rgba.r), at, 0u)),
    uint(noisy(float(rgba.g), at, 1u)),
    uint(noisy(float(rgba.b), at, 2u))
  );
  result = uvec4(rgb, rgba.a);
}
