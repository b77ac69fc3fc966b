// What every gray value becomes: its share of the pixels, stretched to 0..255.
@group(0) @binding(1) var cdf: texture_2d<i32>;
@group(0) @binding(2) var result: texture_storage_2d<r32sint, write>;

// 255 / divisor rounded to the nearest float, by long division in integers. The operator `/` may be
// off in the last bits on a GPU, and here the last bit decides which way a tie is rounded.
// `divisor` is 1 to 2²⁴, the largest number of pixels that a float counts exactly.
fn divide255(divisor: i32) -> f32 {
  var n = 255u;
  var d = u32(divisor);
  var exponent = 0;
  while (2 * d <= n) { d *= 2; exponent++; }
  while (n < d) { n *= 2; exponent--; }
  var mantissa = 1u; // now 1 ≤ n/d < 2: the first of 24 binary digits is 1
  n -= d;
  for (var digit = 0; digit < 23; digit++) {
    n *= 2;
    mantissa *= 2;
    if (n >= d) { n -= d; mantissa++; }
  }
  if (2 * n > d || (2 * n == d && mantissa % 2 == 1)) { mantissa++; }
  return f32(mantissa) * bitcast<f32>(u32(exponent - 23 + 127) << 23); // · 2^(exponent − 23)
}

// One thread makes one of 256 entries. It looks for the darkest value that occurs, whose pixels are
// left out of all counts, so that it maps to 0 and the brightest value to 255. An image of one value
// keeps it. One row of 64 threads, because the table is one row.
@compute @workgroup_size(64, 1)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let value = i32(id.x);
  if (value >= 256 || id.y > 0) { return; }
  let total = textureLoad(cdf, vec2i(255, 0), 0).x;
  var darkest = 0;
  for (var v = 0; darkest == 0; v++) {
    darkest = textureLoad(cdf, vec2i(v, 0), 0).x;
  }
  var mapped = value;
  if (darkest < total) {
    let count = max(0, textureLoad(cdf, vec2i(value, 0), 0).x - darkest);
    mapped = min(255, i32(round(f32(count) * divide255(total - darkest)))); // halves to even
  }
  textureStore(result, vec2i(value, 0), vec4i(mapped, 0, 0, 0));
}
