#version 300 es
// Salt-and-pepper noise on one channel.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform int seed;
uniform int threshold;
uniform isampler2D image;
out ivec4 result;

// Four random words from four numbers: pcg4d, Jarzynski & Olano, JCGT 9(3), 2020. Modulo 2^32.
uvec4 pcg4d(uvec4 counter) {
  uvec4 v = counter * 1664525u + 1013904223u;
  v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
  v ^= v >> 16u;
  v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
  return v;
}

// The value, or 255 or 0 where it is lost. Whole numbers alone: every device loses the same values.
int hit(int value, uvec2 at, uint channel) {
  uvec4 bits = pcg4d(uvec4(at, channel, uint(seed)));
  if (int(bits.x >> 8u) >= threshold) { return value; }
  return (bits.y >> 31u) == 1u ? 255 : 0;
}

// One fragment makes one output pixel: it reads that pixel and hashes its coordinates, channel 0
// and the seed. The noise depends on these alone and not on any order of work, so nothing is shared
// between fragments. No other pixel is read: there is no border.
void main() {
  uvec2 at = uvec2(gl_FragCoord.xy);
  int value = texelFetch(image, ivec2(at), 0).x;
  result = ivec4(hit(value, at, 0u), 0, 0, 0);
}
