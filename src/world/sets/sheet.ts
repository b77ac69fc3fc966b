/**
 * Reads a set of small pictures (sets.ts) from its sprite sheets: two requests for pictures instead of
 * thousands. Runs where there are OffscreenCanvas and createImageBitmap: pages and workers.
 */
import { imageOf, type U8Image } from '$src/core/image';
import { parseSheetFile, SheetError, type SheetSplit } from './sheet-file';

export interface SheetSetReader {
  readonly info: Readonly<Record<string, string | number>>;
  readonly classes: readonly string[];
  /** Side of a picture in pixels. */
  readonly size: number;
  /** Pictures of a split are those from `start` on, `count` of them. */
  readonly splits: Readonly<Record<string, { readonly start: number; readonly count: number }>>;
  /** Over all splits. */
  readonly count: number;
  /** RGB; a new image with each call. Throws RangeError beyond the end. */
  image(index: number): U8Image;
  /** Class number. Throws RangeError beyond the end. */
  label(index: number): number;
  /** The seed from which the picture is drawn again. */
  seed(index: number): number;
}

/** A decoded sheet: RGBA, row by row from the top. */
export interface SheetPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** How files are read and decoded; tests bring their own. */
export interface SheetIo {
  readText(url: string): Promise<string>;
  readPixels(url: string): Promise<SheetPixels>;
}

/**
 * `url` is the folder of the set, with or without a slash at its end. Throws SheetError when
 * annotations.json is missing or unsound, or when a sheet is smaller than it says.
 */
export async function openSheetSet(url: string, io: SheetIo = browserIo): Promise<SheetSetReader> {
  const folder = url.endsWith('/') ? url : `${url}/`;
  const file = parseSheetFile(await io.readText(`${folder}annotations.json`));
  const { size } = file;
  const sheets = await Promise.all(
    file.splits.map(async (split) => {
      const pixels = await io.readPixels(`${folder}${split.file}`);
      const rows = Math.ceil(split.count / split.columns);
      const [width, height] = [Math.min(split.count, split.columns) * size, rows * size];
      if (pixels.width < width || pixels.height < height) {
        throw new SheetError(
          `${split.file} has ${pixels.width} x ${pixels.height} pixels; ${split.count} pictures of ${size} in ${split.columns} columns need ${width} x ${height}.`,
        );
      }
      return { split, pixels };
    }),
  );
  let count = 0;
  const splits: Record<string, { start: number; count: number }> = {};
  for (const { split } of sheets) {
    splits[split.name] = { start: count, count: split.count };
    count += split.count;
  }
  const at = (index: number): { split: SheetSplit; pixels: SheetPixels; within: number } => {
    let within = index;
    for (const { split, pixels } of sheets) {
      if (Number.isInteger(within) && within >= 0 && within < split.count) {
        return { split, pixels, within };
      }
      within -= split.count;
    }
    throw new RangeError(`The set has pictures 0 to ${count - 1}; got ${index}.`);
  };
  return {
    info: file.info,
    classes: file.classes,
    size,
    splits,
    count,
    image(index) {
      const { split, pixels, within } = at(index);
      return cut(
        pixels,
        (within % split.columns) * size,
        Math.floor(within / split.columns) * size,
        size,
      );
    },
    label(index) {
      const { split, within } = at(index);
      return split.labels[within] ?? 0;
    },
    seed(index) {
      const { split, within } = at(index);
      return split.seeds[within] ?? 0;
    },
  };
}

function cut({ width, data }: SheetPixels, left: number, top: number, size: number): U8Image {
  const rgb = new Uint8Array(3 * size * size);
  let to = 0;
  for (let y = 0; y < size; y++) {
    let from = 4 * ((top + y) * width + left);
    for (let x = 0; x < size; x++, from += 4, to += 3) {
      rgb[to] = data[from] ?? 0;
      rgb[to + 1] = data[from + 1] ?? 0;
      rgb[to + 2] = data[from + 2] ?? 0;
    }
  }
  return imageOf('u8', size, size, 3, rgb);
}

const browserIo: SheetIo = {
  async readText(url) {
    return (await get(url)).text();
  },
  async readPixels(url) {
    const blob = await (await get(url)).blob();
    let bitmap: ImageBitmap;
    try {
      bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none' });
    } catch (error) {
      throw new SheetError(`${url} is not a picture that this browser reads.`, { cause: error });
    }
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      willReadFrequently: true,
    });
    if (!context) throw new Error('This browser gives no 2-D context to read pictures with.');
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    return context.getImageData(0, 0, width, height);
  },
};

async function get(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new SheetError(`${url} could not be read: ${response.status}.`);
  return response;
}
