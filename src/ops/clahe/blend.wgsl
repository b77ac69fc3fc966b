// Looks every pixel up in the tables of the four nearest tiles and interpolates between them.
struct Params {
  tilesX: i32,
  tilesY: i32,
  tileWidth: f32,
  tileHeight: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var image: texture_2d<i32>;
@group(0) @binding(2) var lut: texture_2d<i32>; // a row of 256 entries for every tile
@group(0) @binding(3) var result: texture_storage_2d<r32sint, write>;

fn lookUp(value: i32, tileX: i32, tileY: i32) -> f32 {
  return f32(textureLoad(lut, vec2i(value, tileY * params.tilesX + tileX), 0).x);
}

// One thread makes one pixel from one read of the image and four of the tables. Tile t has its centre
// at (t + ½) tile sizes; outside the outermost centres the nearest tile stands for both. 8 × 8 threads:
// pixels of one neighbourhood use the same four tables.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(image));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }

  let position = vec2f(at) / vec2f(params.tileWidth, params.tileHeight) - 0.5;
  let before = vec2i(floor(position));
  let weight = position - vec2f(before);
  let upperLeft = max(before, vec2i(0));
  let lowerRight = min(before + 1, vec2i(params.tilesX, params.tilesY) - 1);

  let value = textureLoad(image, at, 0).x;
  let upper = lookUp(value, upperLeft.x, upperLeft.y) * (1 - weight.x)
    + lookUp(value, lowerRight.x, upperLeft.y) * weight.x;
  let lower = lookUp(value, upperLeft.x, lowerRight.y) * (1 - weight.x)
    + lookUp(value, lowerRight.x, lowerRight.y) * weight.x;
  let blended = i32(round(upper * (1 - weight.y) + lower * weight.y)); // halves to even
  textureStore(result, at, vec4i(clamp(blended, 0, 255), 0, 0, 0));
}
