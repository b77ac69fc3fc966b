// From light to numbers: what a camera's sensor and its processing do, in this order.
// Input: linear light in the picture, 1 = a white sheet in a well-lit room. Output: 8-bit sRGB.
uniform sampler2D light;
uniform vec3 gain;          // exposure, times the light's colour over the white balance, per channel
uniform float noiseLevel;   // standard deviation in the 8-bit picture at mid-grey, share of full scale
uniform float blackClip;    // share of full scale (linear) that is cut off below
uniform float saturation;
uniform float toneContrast;
uniform float vignetting;   // loss in the corners, share
uniform uint seed;
out vec4 pixel;

const float midGrey = 0.18;
// Of the noise at mid-grey: read noise 30 % of the variance, photon noise the rest.
const float readShare = 0.3;
// How steep sRGB's curve is at mid-grey: 1.055 / 2.4 * 0.18^(1 / 2.4 - 1).
const float midSlope = 1.1953;

uvec3 pcg3d(uvec3 v) {
  v = v * 1664525u + 1013904223u;
  v.x += v.y * v.z; v.y += v.z * v.x; v.z += v.x * v.y;
  v ^= v >> 16u;
  v.x += v.y * v.z; v.y += v.z * v.x; v.z += v.x * v.y;
  return v;
}

// Two standard normal values from two uniform ones (Box and Muller 1958).
vec2 normal2(uvec2 bits) {
  vec2 u = (vec2(bits >> 8u) + 0.5) / 16777216.0;
  return sqrt(-2.0 * log(u.x)) * vec2(cos(6.28318530718 * u.y), sin(6.28318530718 * u.y));
}

float encode(float v) { // IEC 61966-2-1
  return v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1.0 / 2.4) - 0.055;
}

void main() {
  vec3 colour = texture(light, vUv).rgb * gain;
  vec2 corner = vUv * 2.0 - 1.0;
  colour *= 1.0 - vignetting * dot(corner, corner) * 0.5;

  // Independent per pixel and channel. The variance is a constant (read noise) plus a multiple of the
  // light (photons arrive at random, Poisson's law), so that it is noiseLevel squared at mid-grey.
  uvec2 at = uvec2(gl_FragCoord.xy);
  uvec3 a = pcg3d(uvec3(at, seed));
  uvec3 b = pcg3d(uvec3(at, seed ^ 0x9e3779b9u));
  vec3 gauss = vec3(normal2(a.xy), normal2(b.xy).x);
  vec3 variance = readShare + (1.0 - readShare) * max(colour, 0.0) / midGrey;
  colour += gauss * sqrt(variance) * noiseLevel / midSlope;

  colour = max(colour - blackClip, 0.0) / (1.0 - blackClip);
  // Linear up to 0.6, then a shoulder that goes on with the same slope and never reaches 1:
  // highlights roll off as on film; a white sheet (1) comes out at 0.85.
  colour = mix(colour, 1.0 - 0.4 * exp(-(colour - 0.6) / 0.4), step(0.6, colour));
  float luminance = dot(colour, vec3(0.2126, 0.7152, 0.0722));
  colour = max(mix(vec3(luminance), colour, saturation), 0.0);
  vec3 display = vec3(encode(colour.r), encode(colour.g), encode(colour.b));
  display = clamp((display - 0.46) * toneContrast + 0.46, 0.0, 1.0);
  pixel = vec4(display, 1.0);
}
