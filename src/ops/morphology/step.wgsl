// One erosion or dilation: the minimum or maximum over the neighbours that the element selects.
struct Params {
  anchorX: i32,
  anchorY: i32,
  isDilation: i32, // 1: maximum, 0: minimum
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var source: texture_2d<i32>;
@group(0) @binding(2) var element: texture_2d<i32>; // per row of the element: bit i says to look at column i
@group(0) @binding(3) var result: texture_storage_2d<r32sint, write>;

// One thread makes one pixel: it walks over the element and reads the pixel under each of its cells.
// Cells that fall outside the image are skipped, so the border never darkens or brightens anything.
// 8 × 8 threads, because neighbouring pixels read almost the same texels and share the cache; there is
// nothing to stage by hand as long as the element is small.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(textureDimensions(source));
  let at = vec2i(id.xy);
  if (at.x >= size.x || at.y >= size.y) { return; }

  let rows = i32(textureDimensions(element).x);
  var extremum = select(255, 0, params.isDilation == 1);
  for (var j = 0; j < rows; j++) {
    var p = at + vec2i(0, j) - vec2i(params.anchorX, params.anchorY);
    if (p.y < 0 || p.y >= size.y) { continue; }
    for (var bits = textureLoad(element, vec2i(j, 0), 0).x; bits != 0; bits >>= 1u) {
      if ((bits & 1) == 1 && p.x >= 0 && p.x < size.x) {
        let value = textureLoad(source, p, 0).x;
        extremum = select(min(extremum, value), max(extremum, value), params.isDilation == 1);
      }
      p.x++;
    }
  }
  textureStore(result, at, vec4i(extremum, 0, 0, 0));
}
