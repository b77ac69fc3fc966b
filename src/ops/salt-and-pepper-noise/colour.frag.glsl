#version 300 es
// Salt-and-pepper noise on colour: each of the three colours gets its own.
precision highp float;
precision highp int;
precision highp usampler2D;
uniform int seed;
uniform int threshold;
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

// The value, or 255 or 0 where it is lost. Whole numbers alone: every device loses the same values.
uint hit(uint value, uvec2 at, uint channel) {
  uvec4 bits = pcg4d(uvec4(at, channel, uint(seed)));
  if (int(bits.x >> 8u) >= threshold) { return value; }
  return (bits.y >> 31u) == 1u ? 255u : 0u;
}

// One fragment makes one output pixel: it reads that pixel and hashes its coordinates, each colour
// and the seed. The noise depends on these alone and not on any order of work, so nothing is shared
// between fragments. No other pixel is read: there is no border. Alpha is copied.
void main() {
  uvec2 at = uvec2(gl_FragCoord.xy);
  uvec4 rgba = texelFetch(image, ivec2(at), 0);
  uvec3 rgb = uvec3(hit(rgba.r, at, 0u), hit(rgba.g, at, 1u), hit(rgba.b, at, 2u));
  result = uvec4(rgb, rgba.a);
}
