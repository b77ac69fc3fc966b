// Hue (0..179, two degrees a step), saturation and value (0..255) from RGB.
@group(0) @binding(1) var image: texture_2d<u32>;
@group(0) @binding(2) var result: texture_storage_2d<rgba8uint, write>;

// n / d to the nearest whole number, halves to even; d > 0 and n / d > -256. Adding 256 d first keeps
// the integer division among positive numbers, where both shading languages define it alike.
fn divideRounding(n: i32, d: i32) -> i32 {
  let shifted = n + 256 * d;
  let quotient = shifted / d;
  let twice = 2 * (shifted - quotient * d);
  let isUp = twice > d || (twice == d && quotient % 2 == 1);
  return select(quotient, quotient + 1, isUp) - 256;
}

// The hue in half degrees: where the largest channel is, and how the other two lean.
fn hueOf(rgb: vec3i, value: i32, range: i32) -> i32 {
  if (range == 0) { return 0; } // gray has no hue
  var sixths = rgb.r - rgb.g + 4 * range;
  if (value == rgb.r) { sixths = rgb.g - rgb.b; }
  else if (value == rgb.g) { sixths = rgb.b - rgb.r + 2 * range; }
  let hue = divideRounding(30 * sixths, range);
  return select(hue, hue + 180, hue < 0);
}

// One thread converts one pixel; alpha is copied. It reads no neighbours, so there is no
// border, and any workgroup size would do; 8 × 8 is the default of all passes here.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let pixel = textureLoad(image, at, 0);
  let rgb = vec3i(pixel.rgb);
  let value = max(rgb.r, max(rgb.g, rgb.b));
  let range = value - min(rgb.r, min(rgb.g, rgb.b));
  let saturation = divideRounding(255 * range, max(1, value));
  let hsv = vec3i(hueOf(rgb, value, range), saturation, value);
  textureStore(result, at, vec4u(vec3u(hsv), pixel.a));
}
