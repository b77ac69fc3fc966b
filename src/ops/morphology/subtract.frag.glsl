#version 300 es
// The last step of gradient, top hat and black hat: what one image has and the other lacks.
precision highp float;
precision highp int;
precision highp isampler2D;

uniform isampler2D minuend;
uniform isampler2D subtrahend;
out ivec4 result;

// One fragment subtracts one pixel from another and stops at 0. It reads no neighbours, so there is no
// border.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  int difference = texelFetch(minuend, at, 0).x - texelFetch(subtrahend, at, 0).x;
  result = ivec4(max(0, difference), 0, 0, 0);
}
