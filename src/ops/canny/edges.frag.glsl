#version 300 es
// Canny's result: 255 where hysteresis left a strong candidate, 0 elsewhere.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform isampler2D grown;
out ivec4 edges;

// One fragment writes one pixel from its bit in the second lane (see pack); weak candidates that no
// chain joined to a strong one are dropped here.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  int strong = texelFetch(grown, ivec2(at.x / 32, at.y), 0).y;
  int edge = ((strong >> (at.x % 32)) & 1) == 1 ? 255 : 0;
  edges = ivec4(edge, 0, 0, 0);
}
