#version 300 es
// Looks every pixel up in the tables of the four nearest tiles and interpolates between them.
precision highp float;
precision highp int;
precision highp isampler2D;

uniform int tilesX;
uniform int tilesY;
uniform float tileWidth;
uniform float tileHeight;
uniform isampler2D image;
uniform isampler2D lut; // a row of 256 entries for every tile
out ivec4 result;

float lookUp(int value, int tileX, int tileY) {
  return float(texelFetch(lut, ivec2(value, tileY * tilesX + tileX), 0).x);
}

// One fragment makes one pixel from one read of the image and four of the tables. Tile t has its
// centre at (t + ½) tile sizes; outside the outermost centres the nearest tile stands for both.
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);

  vec2 position = vec2(at) / vec2(tileWidth, tileHeight) - 0.5;
  ivec2 before = ivec2(floor(position));
  vec2 weight = position - vec2(before);
  ivec2 upperLeft = max(before, ivec2(0));
  ivec2 lowerRight = min(before + 1, ivec2(tilesX, tilesY) - 1);

  int value = texelFetch(image, at, 0).x;
  float upper = lookUp(value, upperLeft.x, upperLeft.y) * (1.0 - weight.x)
    + lookUp(value, lowerRight.x, upperLeft.y) * weight.x;
  float lower = lookUp(value, upperLeft.x, lowerRight.y) * (1.0 - weight.x)
    + lookUp(value, lowerRight.x, lowerRight.y) * weight.x;
  int blended = int(roundEven(upper * (1.0 - weight.y) + lower * weight.y)); // halves to even
  result = ivec4(clamp(blended, 0, 255), 0, 0, 0);
}
