// CIE L*a*b* from sRGB under D65, in 8 bits: L stretched to 0..255, a and b shifted by 128.
@group(0) @binding(1) var image: texture_2d<u32>;
@group(0) @binding(2) var result: texture_storage_2d<rgba8uint, write>;

// The sRGB transfer curve, 0..1 to linear light 0..1.
fn linearFromSrgb(x: f32) -> f32 {
  if (x <= 0.04045) { return x / 12.92; }
  return pow((x + 0.055) / 1.055, 2.4);
}

// The cube root, with a straight piece near black so that its slope stays finite.
fn labCurve(t: f32) -> f32 {
  if (t > 216.0 / 24389.0) { return pow(t, 1.0 / 3.0); }
  return 841.0 / 108.0 * t + 16.0 / 116.0;
}

// One thread converts one pixel; alpha is copied. It reads no neighbours, so there is no
// border, and any workgroup size would do; 8 × 8 is the default of all passes here.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let pixel = textureLoad(image, at, 0);
  let r = linearFromSrgb(f32(pixel.r) / 255.0);
  let g = linearFromSrgb(f32(pixel.g) / 255.0);
  let b = linearFromSrgb(f32(pixel.b) / 255.0);
  let fx = labCurve((0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.950456);
  let fy = labCurve(0.212671 * r + 0.715160 * g + 0.072169 * b);
  let fz = labCurve((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754);
  let lab = vec3f((116.0 * fy - 16.0) * 2.55, 500.0 * (fx - fy) + 128.0, 200.0 * (fy - fz) + 128.0);
  textureStore(result, at, vec4u(vec3u(clamp(round(lab), vec3f(0.0), vec3f(255.0))), pixel.a));
}
