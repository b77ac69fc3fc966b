#version 300 es
// What hysteresis did, for the picture: 0 no candidate, 1 weak and dropped, 2 weak and kept, 3 strong.
precision highp float;
precision highp int;
precision highp isampler2D;
uniform isampler2D suppressed;
uniform isampler2D edges;
out ivec4 kept;

// One fragment compares one pixel before and after.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  int before = texelFetch(suppressed, at, 0).x;
  int after = texelFetch(edges, at, 0).x;
  int label = 0;
  if (before == 255) { label = 3; }
  if (before == 128) { label = after == 255 ? 2 : 1; }
  kept = ivec4(label, 0, 0, 0);
}
