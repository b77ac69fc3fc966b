// sRGB from CIE L*a*b* under D65 in 8 bits; colours that no screen shows are clipped.
@group(0) @binding(1) var image: texture_2d<u32>;
@group(0) @binding(2) var result: texture_storage_2d<rgba8uint, write>;

// The inverse of the cube root with its straight piece near black.
fn labCurveInverse(f: f32) -> f32 {
  if (f > 6.0 / 29.0) { return f * f * f; }
  return 108.0 / 841.0 * (f - 16.0 / 116.0);
}

// The sRGB transfer curve backwards, linear light to 0..255.
fn srgbFromLinear(x: f32) -> f32 {
  let inGamut = clamp(x, 0.0, 1.0);
  if (inGamut <= 0.0031308) { return 255.0 * 12.92 * inGamut; }
  return 255.0 * (1.055 * pow(inGamut, 1.0 / 2.4) - 0.055);
}

// One thread converts one pixel; alpha is copied. It reads no neighbours, so there is no
// border, and any workgroup size would do; 8 × 8 is the default of all passes here.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let pixel = textureLoad(image, at, 0);
  let fy = (f32(pixel.x) / 2.55 + 16.0) / 116.0;
  let x = labCurveInverse(fy + (f32(pixel.y) - 128.0) / 500.0) * 0.950456;
  let y = labCurveInverse(fy);
  let z = labCurveInverse(fy - (f32(pixel.z) - 128.0) / 200.0) * 1.088754;
  let r = srgbFromLinear(3.240479 * x - 1.537150 * y - 0.498535 * z);
  let g = srgbFromLinear(-0.969256 * x + 1.875991 * y + 0.041556 * z);
  let b = srgbFromLinear(0.055648 * x - 0.204043 * y + 1.057311 * z);
  let rgb = clamp(round(vec3f(r, g, b)), vec3f(0.0), vec3f(255.0));
  textureStore(result, at, vec4u(vec3u(rgb), pixel.a));
}
