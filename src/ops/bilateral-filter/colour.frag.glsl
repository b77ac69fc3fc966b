#version 300 es
// Bilateral filter on colour: a mean over a disc, weighted by nearness and by likeness.
precision highp float;
precision highp int;
precision highp usampler2D;
uniform int radius;
uniform int border;
uniform float sigmaSpace;
uniform float sigmaColor;
uniform usampler2D image;
out uvec4 result;

// The coordinate inside 0..n-1 that stands in for p, or -1 for "read 0".
// border: 0 replicate, 1 reflect, 2 reflect101, 3 constant.
int borderIndex(int p, int n) {
  if (p >= 0 && p < n) { return p; }
  if (border == 3) { return -1; }
  if (border == 0 || n == 1) { return clamp(p, 0, n - 1); }
  int edgeTwice = border == 1 ? 1 : 0;
  int period = 2 * (n - 1 + edgeTwice);
  int q = (p < 0 ? -p - edgeTwice : p) % period;
  return q >= n ? period - edgeTwice - q : q;
}

// One fragment makes one output pixel: it reads the disc of pixels around its own (outside the
// image those that the border rule names), gives each pixel one weight for all three colours and
// writes their weighted mean, rounded once, halves to even. Alpha is copied. The centre has weight
// 1, so the division is safe.
void main() {
  ivec2 size = textureSize(image, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  uvec4 rgba = texelFetch(image, at, 0);
  vec3 here = vec3(rgba.rgb);
  vec3 sum = vec3(0.0);
  float total = 0.0;
  for (int dy = -radius; dy <= radius; dy++) {
    int y = borderIndex(at.y + dy, size.y);
    for (int dx = -radius; dx <= radius; dx++) {
      int squared = dx * dx + dy * dy;
      if (squared > radius * radius) { continue; }
      int x = borderIndex(at.x + dx, size.x);
      vec3 there = vec3(0.0);
      if (x >= 0 && y >= 0) { there = vec3(texelFetch(image, ivec2(x, y), 0).rgb); }
      float difference = dot(abs(there - here), vec3(1.0));
      float nearness = -float(squared) / (2.0 * sigmaSpace * sigmaSpace);
      float likeness = -difference * difference / (2.0 * sigmaColor * sigmaColor);
      float weight = exp(nearness + likeness);
      sum += weight * there;
      total += weight;
    }
  }
  result = uvec4(uvec3(roundEven(sum / total)), rgba.a);
}
