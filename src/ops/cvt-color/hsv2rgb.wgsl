// RGB from hue (half degrees), saturation and value.
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

// One sixth of the colour circle after the other: one channel is high, one low, one on its way.
fn rgbOf(sector: i32, high: i32, low: i32, falling: i32, rising: i32) -> vec3i {
  switch (sector) {
    case 0: { return vec3i(high, rising, low); }
    case 1: { return vec3i(falling, high, low); }
    case 2: { return vec3i(low, high, rising); }
    case 3: { return vec3i(low, falling, high); }
    case 4: { return vec3i(rising, low, high); }
    default: { return vec3i(high, low, falling); }
  }
}

// One thread converts one pixel; alpha is copied. It reads no neighbours, so there is no
// border, and any workgroup size would do; 8 × 8 is the default of all passes here.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let pixel = textureLoad(image, at, 0);
  let hue = i32(pixel.x);
  let saturation = i32(pixel.y);
  let value = i32(pixel.z);
  let within = hue % 30; // half degrees into the sector of 30
  let low = divideRounding(value * (255 - saturation), 255);
  let falling = divideRounding(value * (7650 - saturation * within), 7650);
  let rising = divideRounding(value * (7650 - saturation * (30 - within)), 7650);
  let rgb = rgbOf((hue / 30) % 6, value, low, falling, rising);
  textureStore(result, at, vec4u(vec3u(rgb), pixel.a));
}
