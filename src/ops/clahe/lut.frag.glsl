#version 300 es
// The table of every tile: clip its histogram, share the excess, and add up.
precision highp float;
precision highp int;
precision highp isampler2D;

uniform int limit;   // largest bin height after clipping
uniform float scale; // 255 / pixels in a tile
uniform isampler2D histograms; // a row of 256 bins for every tile
out ivec4 result;

// One fragment makes one entry of one tile's table. It reads the tile's whole row to find the excess,
// and the bins up to its own once more to add them up: 512 reads at most, without waiting for other
// fragments.
void main() {
  int value = int(gl_FragCoord.x);
  int tile = int(gl_FragCoord.y);

  int excess = 0;
  for (int bin = 0; bin < 256; bin++) {
    excess += max(0, texelFetch(histograms, ivec2(bin, tile), 0).x - limit);
  }
  // Every bin gets an equal share; the remainder goes one by one to bins 0, stride, 2 stride, …
  int share = excess / 256;
  int remainder = excess % 256;
  int stride = max(1, 256 / max(1, remainder));

  int sum = 0;
  for (int bin = 0; bin <= value; bin++) {
    sum += min(texelFetch(histograms, ivec2(bin, tile), 0).x, limit) + share;
    if (bin % stride == 0 && bin / stride < remainder) sum++;
  }
  int mapped = min(255, int(roundEven(float(sum) * scale))); // halves to even
  result = ivec4(mapped, 0, 0, 0);
}
