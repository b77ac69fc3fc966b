#version 300 es
// First step of the tile histograms: counts one slice of a tile.
precision highp float;
precision highp int;
precision highp isampler2D;

uniform int tileWidth;
uniform int tileHeight;
uniform int slices;    // slices per tile, from top to bottom
uniform int sliceRows; // rows in a slice; the last one may have fewer
uniform isampler2D image;
out ivec4 result;

// Reflect 101 (dcb|abcd): tiles may reach beyond the image on the right and below.
int reflect101(int p, int n) {
  if (p < n) return p;
  if (n == 1) return 0;
  int period = 2 * (n - 1);
  int q = p % period;
  return q >= n ? period - q : q;
}

// Fragments cannot add to a common place, so one fragment owns four bins of one slice of one tile,
// reads the whole slice, and counts what falls into its bins. Beyond the image the mirrored image is
// counted. Tiles are cut into slices so that a grid of one tile still keeps the GPU busy.
void main() {
  ivec2 size = textureSize(image, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  ivec2 tile = ivec2(at.x / 64, at.y / slices);
  int slice = at.y % slices;
  ivec2 begin = tile * ivec2(tileWidth, tileHeight) + ivec2(0, slice * sliceRows);
  int bottom = min(begin.y + sliceRows, (tile.y + 1) * tileHeight);
  int right = begin.x + tileWidth;
  int quad = at.x % 64;
  ivec4 own = 4 * quad + ivec4(0, 1, 2, 3);
  ivec4 four = ivec4(0);
  for (int y = begin.y; y < bottom; y++) {
    int row = reflect101(y, size.y);
    for (int x = begin.x; x < right; x++) {
      int value = texelFetch(image, ivec2(reflect101(x, size.x), row), 0).x;
      four += ivec4(equal(ivec4(value), own));
    }
  }
  result = four;
}
