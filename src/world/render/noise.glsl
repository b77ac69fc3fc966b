// Solid noise for surfaces: hashed by integers, so that every machine draws the same grain.
// pcg3d: Jarzynski and Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020.
uvec3 pcg3d(uvec3 v) {
  v = v * 1664525u + 1013904223u;
  v.x += v.y * v.z; v.y += v.z * v.x; v.z += v.x * v.y;
  v ^= v >> 16u;
  v.x += v.y * v.z; v.y += v.z * v.x; v.z += v.x * v.y;
  return v;
}
// Three independent values in 0..1 for a lattice point.
vec3 hash3(ivec3 cell) {
  return vec3(pcg3d(uvec3(cell + 32768)) >> 8u) / 16777216.0;
}
// One value in 0..1 for a lattice point; a third of the work of hash3.
float hash1(uvec3 cell) {
  uint h = cell.x * 0x8da6b343u ^ cell.y * 0xd8163841u ^ cell.z * 0xcb1ab31fu;
  h = (h ^ (h >> 15u)) * 0x2c1b3c6du;
  return float((h ^ (h >> 13u)) >> 8u) / 16777216.0;
}
// Value noise in 0..1, smooth, period none.
float noise(vec3 p) {
  uvec3 i = uvec3(ivec3(floor(p)) + 32768);
  vec3 f = fract(p);
  f = f * f * (3.0 - 2.0 * f);
  float a = mix(hash1(i), hash1(i + uvec3(1, 0, 0)), f.x);
  float b = mix(hash1(i + uvec3(0, 1, 0)), hash1(i + uvec3(1, 1, 0)), f.x);
  float c = mix(hash1(i + uvec3(0, 0, 1)), hash1(i + uvec3(1, 0, 1)), f.x);
  float d = mix(hash1(i + uvec3(0, 1, 1)), hash1(i + uvec3(1, 1, 1)), f.x);
  return mix(mix(a, b, f.y), mix(c, d, f.y), f.z);
}
// Three octaves, 0..1.
float fbm(vec3 p) {
  return (noise(p) * 4.0 + noise(p * 2.03 + 7.1) * 2.0 + noise(p * 4.07 + 3.7)) / 7.0;
}
// Distance to the nearest of scattered points and a hash of that point: spots, pores, flakes.
vec2 spots(vec3 p) {
  ivec3 i = ivec3(floor(p));
  vec2 best = vec2(9.0, 0.0);
  for (int z = -1; z <= 1; z++) for (int y = -1; y <= 1; y++) for (int x = -1; x <= 1; x++) {
    ivec3 cell = i + ivec3(x, y, z);
    vec3 h = hash3(cell);
    float d = length(vec3(cell) + h - p);
    if (d < best.x) best = vec2(d, fract(h.x * 91.7 + h.y * 13.3));
  }
  return best;
}
