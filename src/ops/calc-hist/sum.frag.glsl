#version 300 es
// Second half of a histogram: adds up the counts of all blocks.
precision highp float;
precision highp int;
precision highp isampler2D;

uniform int bins;
uniform isampler2D blocks; // four bins to a texel, blocks side by side
out ivec4 result;

// One fragment adds up one bin over all blocks. Nothing is read outside the texture.
void main() {
  int bin = int(gl_FragCoord.x);
  ivec2 size = textureSize(blocks, 0);
  int quads = (bins + 3) / 4;
  int sum = 0;
  for (int y = 0; y < size.y; y++) {
    for (int x = bin / 4; x < size.x; x += quads) {
      sum += texelFetch(blocks, ivec2(x, y), 0)[bin % 4];
    }
  }
  result = ivec4(sum, 0, 0, 0);
}
