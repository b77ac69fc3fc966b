// Luma and two colour differences from RGB, in the order Y, Cr, Cb.
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

// One thread converts one pixel; alpha is copied. It reads no neighbours, so there is no
// border, and any workgroup size would do; 8 × 8 is the default of all passes here.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let pixel = textureLoad(image, at, 0);
  let rgb = vec3i(pixel.rgb);
  let luma = divideRounding(299 * rgb.r + 587 * rgb.g + 114 * rgb.b, 1000);
  let cr = divideRounding(713 * (rgb.r - luma), 1000) + 128;
  let cb = divideRounding(564 * (rgb.b - luma), 1000) + 128;
  let ycrcb = clamp(vec3i(luma, cr, cb), vec3i(0), vec3i(255));
  textureStore(result, at, vec4u(vec3u(ycrcb), pixel.a));
}
