// Global threshold with the five rules of cv::threshold.
struct Params { thresh: i32, maxValue: i32, rule: i32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var image: texture_2d<i32>;
@group(0) @binding(2) var result: texture_storage_2d<r32sint, write>;

// params.rule: 0 binary, 1 binary_inv, 2 trunc, 3 tozero, 4 tozero_inv.
fn thresholded(v: i32) -> i32 {
  let isAbove = v > params.thresh;
  switch (params.rule) {
    case 0: { return select(0, params.maxValue, isAbove); }
    case 1: { return select(params.maxValue, 0, isAbove); }
    case 2: { return select(v, clamp(params.thresh, 0, 255), isAbove); }
    case 3: { return select(0, v, isAbove); }
    default: { return select(v, 0, isAbove); }
  }
}

// One thread decides about one pixel from that pixel alone: no neighbours, no border. 8 × 8 threads.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }
  textureStore(result, at, vec4i(thresholded(textureLoad(image, at, 0).x), 0, 0, 0));
}
