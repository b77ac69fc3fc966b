#version 300 es
// Second step of the tile histograms: adds up the slices of every tile.
precision highp float;
precision highp int;
precision highp isampler2D;

uniform int tilesX;
uniform int slicesPerTile;
uniform isampler2D slices; // four bins to a texel, 64 texels to a tile
out ivec4 result;

// One fragment adds up one bin of one tile; the result has a row of 256 bins for every tile, in raster
// order. Nothing is read outside the texture.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  ivec2 tile = ivec2(at.y % tilesX, at.y / tilesX);
  int sum = 0;
  for (int slice = 0; slice < slicesPerTile; slice++) {
    ivec2 place = ivec2(64 * tile.x + at.x / 4, tile.y * slicesPerTile + slice);
    sum += texelFetch(slices, place, 0)[at.x % 4];
  }
  result = ivec4(sum, 0, 0, 0);
}
