#version 300 es
// One erosion or dilation: the minimum or maximum over the neighbours that the element selects.
precision highp float;
precision highp int;
precision highp isampler2D;

uniform int anchorX;
uniform int anchorY;
uniform int isDilation; // 1: maximum, 0: minimum
uniform isampler2D source;
uniform isampler2D element; // per row of the element: bit i says to look at column i
out ivec4 result;

// One fragment makes one pixel: it walks over the element and reads the pixel under each of its cells.
// Cells that fall outside the image are skipped, so the border never darkens or brightens anything.
void main() {
  ivec2 size = textureSize(source, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);

  int rows = textureSize(element, 0).x;
  int extremum = isDilation == 1 ? 0 : 255;
  for (int j = 0; j < rows; j++) {
    ivec2 p = at + ivec2(0, j) - ivec2(anchorX, anchorY);
    if (p.y < 0 || p.y >= size.y) continue;
    for (int bits = texelFetch(element, ivec2(j, 0), 0).x; bits != 0; bits >>= 1) {
      if ((bits & 1) == 1 && p.x >= 0 && p.x < size.x) {
        int value = texelFetch(source, p, 0).x;
        extremum = isDilation == 1 ? max(extremum, value) : min(extremum, value);
      }
      p.x++;
    }
  }
  result = ivec4(extremum, 0, 0, 0);
}
