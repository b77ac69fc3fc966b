#version 300 es
// Median of a square window, found by narrowing the range of grey levels.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform int radius;
uniform isampler2D image;
out ivec4 result;

// One fragment makes one output pixel. It never sorts: of n * n values, rank = (n * n - 1) / 2 lie
// before the middle one, and the median is the largest m such that at most rank values are smaller
// than m. Its eight bits are settled from the top, two at a time: in one walk over the window the
// fragment counts how many values are smaller than m + 1, m + 2 and m + 3 jumps, and m moves to the
// last of these that qualifies. Four walks with jumps 64, 16, 4, 1 settle all bits, exactly, for
// any window size and without an array. Outside the image the last pixel repeats. Writes 0..255.
void main() {
  ivec2 size = textureSize(image, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  int side = 2 * radius + 1;
  int rank = (side * side - 1) / 2;
  int median = 0;
  for (int jump = 64; jump > 0; jump /= 4) {
    ivec3 candidates = median + jump * ivec3(1, 2, 3);
    ivec3 smaller = ivec3(0);
    for (int i = -radius; i <= radius; i++) {
      int y = clamp(at.y + i, 0, size.y - 1);
      for (int j = -radius; j <= radius; j++) {
        int x = clamp(at.x + j, 0, size.x - 1);
        ivec3 value = ivec3(texelFetch(image, ivec2(x, y), 0).x);
        smaller += ivec3(lessThan(value, candidates));
      }
    }
    // A larger candidate has more smaller values: those that qualify come first.
    ivec3 qualifies = ivec3(lessThanEqual(smaller, ivec3(rank)));
    median += jump * (qualifies.x + qualifies.y + qualifies.z);
  }
  result = ivec4(median, 0, 0, 0);
}
