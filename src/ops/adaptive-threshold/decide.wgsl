// Adaptive threshold, second pass: the mean of the neighbourhood, and the decision against it.
struct Params { area: i32, limit: i32, above: i32, below: i32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var rowSum: texture_2d<f32>;
@group(0) @binding(2) var weights: texture_2d<f32>;
@group(0) @binding(3) var image: texture_2d<i32>;
@group(0) @binding(4) var result: texture_storage_2d<r32sint, write>;

// To 8 bits. A box (area > 0) has whole sums and an odd area: nearest without ties, in integers. The
// weights of a Gaussian (area = 0) add up to 1; round() takes halves to the even neighbour.
fn roundedMean(sum: f32) -> i32 {
  if (params.area > 0) { return (2 * i32(sum) + params.area) / (2 * params.area); }
  return clamp(i32(round(sum)), 0, 255);
}

// One thread decides about one pixel: it adds the row sums above and below (outside the image the edge
// row is repeated), makes the mean and compares its own pixel with it. 8 × 8 threads: a square tile
// shares its rows in the texture cache.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  let taps = i32(textureDimensions(weights).x);
  var sum = 0.0;
  for (var i = 0; i < taps; i++) {
    let y = clamp(at.y + i - taps / 2, 0, size.y - 1);
    sum += textureLoad(weights, vec2i(i, 0), 0).x * textureLoad(rowSum, vec2i(at.x, y), 0).x;
  }
  let isAbove = textureLoad(image, at, 0).x - roundedMean(sum) > params.limit;
  textureStore(result, at, vec4i(select(params.below, params.above, isAbove), 0, 0, 0));
}
