#version 300 es
// First half of a histogram: counts one block of the image.
precision highp float;
precision highp int;
precision highp isampler2D;

uniform int bins;
uniform int low;  // first value counted
uniform int span; // how many values the bins share
uniform int side; // of a block, in pixels
uniform isampler2D image;
out ivec4 result;

// The first value of each bin: the smallest v with (v - low) * bins / span >= bin.
ivec4 firstValue(ivec4 bin) {
  return low + (bin * span + bins - 1) / bins;
}

// Fragments cannot add to a common place, so this turns the question round: one fragment owns four
// bins of one block, reads the whole block, and counts what lies between the first value of its bin
// and the first of the next. With 256 bins every pixel is therefore read 64 times, where a compute
// shader reads it once. Pixels of a block outside the image are skipped.
void main() {
  ivec2 size = textureSize(image, 0);
  int quads = (bins + 3) / 4;
  ivec2 at = ivec2(gl_FragCoord.xy);
  ivec2 block = ivec2(at.x / quads, at.y);
  ivec2 begin = block * side;
  ivec2 end = min((block + 1) * side, size);
  ivec4 bin = 4 * (at.x % quads) + ivec4(0, 1, 2, 3);
  ivec4 first = firstValue(bin);
  ivec4 next = firstValue(bin + 1);
  ivec4 four = ivec4(0);
  for (int y = begin.y; y < end.y; y++) {
    for (int x = begin.x; x < end.x; x++) {
      ivec4 value = ivec4(texelFetch(image, ivec2(x, y), 0).x);
      four += ivec4(greaterThanEqual(value, first)) - ivec4(greaterThanEqual(value, next));
    }
  }
  result = four;
}
