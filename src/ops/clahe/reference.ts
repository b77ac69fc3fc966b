/**
 * Contrast-limited adaptive histogram equalisation (Zuiderveld, Graphics Gems IV, 1994), with
 * OpenCV's rules: equalise every tile of a grid by its own histogram, but first cut off tall bins
 * (a tall bin is a flat area, and stretching it amplifies noise) and share the excess among all bins;
 * then blend the tables of the four nearest tiles at every pixel, so that no tile border shows.
 *
 * One round of redistribution only: a bin may end above the limit again.
 */
import { borderIndex } from '$src/core/border';
import { createImage, type TypedImage, type U8Image } from '$src/core/image';
import { roundHalfEven, saturateU8 } from '$src/core/rounding';

export interface ClaheOptions {
  /** Height limit of a bin as a multiple of the mean bin height; 0 or less means no limit. */
  readonly clipLimit: number;
  readonly tilesX: number;
  readonly tilesY: number;
}

export interface ClaheResult {
  readonly result: U8Image;
  /** u8, 256 wide, one row per tile in raster order: what each gray value becomes there. */
  readonly lut: U8Image;
  /** i32, 256 wide, one row per tile: its histogram before clipping. */
  readonly histograms: TypedImage<'i32'>;
}

export interface Tiling {
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Largest bin height after clipping; Infinity for none. */
  readonly limit: number;
}

/**
 * The size of a tile. If the grid does not divide the image, the image counts as padded on the right
 * and below; then an axis that does divide is padded by a whole tile count too, as in OpenCV.
 */
export function claheTiling(width: number, height: number, options: ClaheOptions): Tiling {
  const { clipLimit, tilesX, tilesY } = options;
  const fits = width % tilesX === 0 && height % tilesY === 0;
  const paddedWidth = fits ? width : width + tilesX - (width % tilesX);
  const paddedHeight = fits ? height : height + tilesY - (height % tilesY);
  const tileWidth = paddedWidth / tilesX;
  const tileHeight = paddedHeight / tilesY;
  const meanBin = (tileWidth * tileHeight) / 256;
  const limit = clipLimit > 0 ? Math.max(1, Math.trunc(clipLimit * meanBin)) : Infinity;
  return { tileWidth, tileHeight, limit };
}

/** Applies CLAHE to a single-channel image of any size. */
export function clahe(image: U8Image, options: ClaheOptions): ClaheResult {
  const tiling = claheTiling(image.width, image.height, options);
  const tiles = options.tilesX * options.tilesY;
  const lut = createImage('u8', 256, tiles);
  const histograms = createImage('i32', 256, tiles);
  for (let tile = 0; tile < tiles; tile++) {
    const tileX = tile % options.tilesX;
    const tileY = Math.floor(tile / options.tilesX);
    const histogram = tileHistogram(image, tileX, tileY, tiling);
    histograms.data.set(histogram, tile * 256);
    lut.data.set(tileLut(clipAndRedistribute(histogram, tiling.limit), tiling), tile * 256);
  }
  return { result: blend(image, lut, tiling, options), lut, histograms };
}

/** Counts of one tile; beyond the image the mirrored image is counted (reflect 101). */
function tileHistogram(image: U8Image, tileX: number, tileY: number, tiling: Tiling): Int32Array {
  const { tileWidth, tileHeight } = tiling;
  const histogram = new Int32Array(256);
  for (let y = tileY * tileHeight; y < (tileY + 1) * tileHeight; y++) {
    const row = borderIndex(y, image.height, 'reflect101') * image.width;
    for (let x = tileX * tileWidth; x < (tileX + 1) * tileWidth; x++) {
      const value = image.data[row + borderIndex(x, image.width, 'reflect101')] ?? 0;
      histogram[value] = (histogram[value] ?? 0) + 1;
    }
  }
  return histogram;
}

/** Cuts bins at `limit` and shares the excess: evenly, and the remainder one by one at even steps. */
export function clipAndRedistribute(histogram: Int32Array, limit: number): Int32Array {
  let excess = 0;
  for (const count of histogram) excess += Math.max(0, count - limit);
  const share = Math.floor(excess / 256);
  const remainder = excess % 256;
  const step = Math.max(1, Math.floor(256 / remainder));
  return histogram.map((count, bin) => {
    const isLucky = remainder > 0 && bin % step === 0 && bin / step < remainder;
    return Math.min(count, limit) + share + (isLucky ? 1 : 0);
  });
}

function tileLut(histogram: Int32Array, { tileWidth, tileHeight }: Tiling): Uint8Array {
  // float32 as in OpenCV: a product that ends near .5 is decided by this rounding.
  const scale = Math.fround(255 / Math.fround(tileWidth * tileHeight));
  const lut = new Uint8Array(256);
  let sum = 0;
  histogram.forEach((count, value) => {
    sum += count;
    lut[value] = saturateU8(roundHalfEven(Math.fround(Math.fround(sum) * scale)));
  });
  return lut;
}

/** Looks every pixel up in the tables of the four tiles whose centres surround it, and interpolates. */
function blend(image: U8Image, lut: U8Image, tiling: Tiling, options: ClaheOptions): U8Image {
  const { width, height } = image;
  const columns = neighbours(width, tiling.tileWidth, options.tilesX);
  const rows = neighbours(height, tiling.tileHeight, options.tilesY);
  const result = createImage('u8', width, height);
  rows.forEach(({ before: top, after: bottom, weight: b }, y) => {
    columns.forEach(({ before: left, after: right, weight: a }, x) => {
      const value = image.data[y * width + x] ?? 0;
      const at = (tileY: number, tileX: number) =>
        lut.data[(tileY * options.tilesX + tileX) * 256 + value] ?? 0;
      const upper = at(top, left) * (1 - a) + at(top, right) * a;
      const lower = at(bottom, left) * (1 - a) + at(bottom, right) * a;
      result.data[y * width + x] = saturateU8(roundHalfEven(upper * (1 - b) + lower * b));
    });
  });
  return result;
}

interface Neighbours {
  readonly before: number;
  readonly after: number;
  /** Share of `after`; beyond the outermost tile centres both are the same tile. */
  readonly weight: number;
}

/** For every pixel of one axis the two nearest tiles. Tile t has its centre at (t + ½)·size. */
function neighbours(length: number, tileSize: number, tiles: number): Neighbours[] {
  return Array.from({ length }, (_, p) => {
    const position = p / tileSize - 0.5;
    const before = Math.floor(position);
    return {
      before: Math.max(0, before),
      after: Math.min(tiles - 1, before + 1),
      weight: position - before,
    };
  });
}
