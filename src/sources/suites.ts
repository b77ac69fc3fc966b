/**
 * The rendered picture sets that ship with the lab (samples/<suite>/), with their exact truth: what
 * `npm run world` wrote, a COCO file whose extension is described in src/world/export/README.md.
 *
 *   const suite = await openSuite('small');          // annotations alone: 60 pictures, no pixels
 *   suite.pictures                                   // what is in each: objects, distractors, scene
 *   const { image, truth } = await suite.load(12);   // RGB; labels and outlines of everything visible
 *
 * Works on a page and in a worker. Pictures are WebP, decoded by the browser: the same in every run of
 * one browser, and within a grey level or two between browsers. Label values are the ids of the scene's
 * objects, distractors included, so that outlines are complete.
 *
 * Deliberately not here: the sprite sheets of crops, symbols and textures (src/world/sets/sheet.ts reads
 * them), and drawing: a scene is opened live through `sceneOf`.
 */
import { createImage, imageOf, type U8Image } from '$src/core/image';
import { outlineOf } from '$src/core/labels';
import { rleOf } from '$src/metrics/coco-format';
import { foreground, type Rle } from '$src/metrics/rle';
import type { SceneDescription } from '$src/world/scene';
import { createReadbackCanvas } from './canvas';
import { SourceError, isAbort } from './error';
import { fetchFrom, samplesRoot, type ReadFile, type Sample, type SampleTruth } from './samples';
import { subjectOf } from './subject';
import { parseSuite, sceneOfEntry, type SuiteFile, type SuitePicture } from './suite-file';
import { sizeWords } from './words';

export { sizeBandOf, sizeBands, type SizeBand } from './suite-file';
export type { SuiteFile, SuiteObject, SuiteOther, SuitePicture } from './suite-file';

/** A set that this copy of the lab ships, as the listing that the build writes says. */
export interface SuiteListing {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Pictures of scenes, clips of them, or sheets of small pictures with one class each. */
  readonly kind: 'stills' | 'clips' | 'sheets';
  readonly pictures: number;
  /** Of all its files together, and how many there are. */
  readonly bytes: number;
  readonly files: number;
}

/** A picture of a suite as experiments take it. */
export interface SuiteSample extends Sample {
  readonly truth: SampleTruth;
  readonly picture: SuitePicture;
}

/** Reads one picture; tests bring their own. Throws SourceError or AbortError. */
export type DecodePicture = (bytes: Uint8Array, file: string) => Promise<U8Image>;

export interface SuiteParts {
  /** Reads a file of the suite by its relative name. */
  readonly read?: ReadFile;
  readonly decode?: DecodePicture;
  /** Address of a file, for pages that show it. */
  readonly urlOf?: (file: string) => string;
}

/** Decoded pictures kept, so that going back and forth does not decode anew; 0.5 MB each at 320 x 320. */
const keptPictures = 32;

export class SuiteSet {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What the file says of itself, generator and seed among it. */
  readonly info: Readonly<Record<string, unknown>>;
  readonly pictures: readonly SuitePicture[];
  /** The whole file as COCO; for exports and metrics. */
  readonly dataset: SuiteFile['dataset'];
  readonly #byId: ReadonlyMap<number, SuitePicture>;
  readonly #read: ReadFile;
  readonly #decode: DecodePicture;
  readonly #urlOf: (file: string) => string;
  readonly #kept = new Map<number, Promise<SuiteSample>>();

  constructor(name: string, file: SuiteFile, parts: Required<SuiteParts>) {
    this.name = name;
    this.title = file.title ?? name;
    this.description = file.description;
    this.info = file.info;
    this.pictures = file.pictures;
    this.dataset = file.dataset;
    this.#byId = new Map(file.pictures.map((picture) => [picture.id, picture]));
    this.#read = parts.read;
    this.#decode = parts.decode;
    this.#urlOf = parts.urlOf;
  }

  find(id: number): SuitePicture | undefined {
    return this.#byId.get(id);
  }

  /** Where a page finds the picture. */
  urlOf(picture: SuitePicture): string {
    return this.#urlOf(picture.file);
  }

  /** The scene behind a picture. Throws RangeError for an unknown id, SceneError for a broken scene. */
  sceneOf(id: number): SceneDescription {
    return sceneOfEntry(this.#expect(id));
  }

  /** Labels and outlines of a picture, without its pixels. Throws RangeError for an unknown id. */
  truthOf(id: number): SampleTruth {
    const picture = this.#expect(id);
    const labels = labelsOf(picture);
    return { labels, outline: outlineOf(labels) };
  }

  /**
   * Picture and truth by the picture's id (from 1). Rejects with SourceError: unknown id, unreachable
   * or broken file. `signal` gives up waiting; others who wait for the same picture still get it.
   */
  async load(id: number, signal?: AbortSignal): Promise<SuiteSample> {
    signal?.throwIfAborted();
    const known = this.#kept.get(id);
    const loading = known ?? this.#load(id);
    this.#kept.delete(id); // the most recently used goes last
    this.#kept.set(id, loading);
    if (known === undefined) {
      loading.catch(() => this.#kept.delete(id)); // the next call tries again
      for (const oldest of this.#kept.keys()) {
        if (this.#kept.size <= keptPictures) break;
        this.#kept.delete(oldest);
      }
    }
    const sample = await loading;
    signal?.throwIfAborted();
    return sample;
  }

  async #load(id: number): Promise<SuiteSample> {
    const picture = this.#byId.get(id);
    if (!picture) {
      throw new SourceError('sample-unknown', this.#unknown(id));
    }
    const image = await this.#decode(await this.#read(picture.file), picture.file);
    if (image.width !== picture.width || image.height !== picture.height) {
      throw broken(
        `${picture.file} is ${sizeWords(image.width, image.height)} px, annotations.json says ${sizeWords(picture.width, picture.height)}`,
        this.name,
      );
    }
    const subject = await subjectOf(image, `${this.name}/${stemOf(picture.file)}`);
    return { image, truth: this.truthOf(id), subject, picture };
  }

  #expect(id: number): SuitePicture {
    const picture = this.#byId.get(id);
    if (!picture) throw new RangeError(this.#unknown(id));
    return picture;
  }

  #unknown(id: number): string {
    const [first, last] = [this.pictures[0], this.pictures.at(-1)];
    return first && last
      ? `“${this.name}” has no picture ${id}; it has ${first.id} to ${last.id}.`
      : `“${this.name}” has no pictures.`;
  }
}

/**
 * Opens a suite by name. Rejects with SourceError: `sample-unknown` for a name that cannot be one,
 * `sample-unreachable` when this copy of the lab does not have it, `sample-broken` when its annotations
 * are not sound.
 */
export async function openSuite(name: string, parts: SuiteParts = {}): Promise<SuiteSet> {
  const isPlain = /^[\w-]+$/.test(name);
  if (!isPlain) {
    throw new SourceError(
      'sample-unknown',
      `There is no picture set called “${name.slice(0, 60)}”: names have letters, digits and dashes only.`,
    );
  }
  const read = parts.read ?? fetchFrom(suiteFolder(name));
  let bytes: Uint8Array;
  try {
    bytes = await read('annotations.json');
  } catch (error) {
    throw absentOr(error, name);
  }
  // Servers of single-page apps answer an unknown address with the page itself.
  if (bytes[0] === '<'.charCodeAt(0)) throw absent(name);
  let file: SuiteFile;
  try {
    file = parseSuite(new TextDecoder().decode(bytes));
  } catch (error) {
    throw broken(error instanceof Error ? error.message : String(error), name, error);
  }
  return new SuiteSet(name, file, {
    read,
    decode: parts.decode ?? decodePicture,
    urlOf: parts.urlOf ?? ((path) => new URL(path, suiteFolder(name)).href),
  });
}

/**
 * The sets of this copy of the lab, in the order of the listing; empty when it ships none. Rejects with
 * SourceError when the listing cannot be reached.
 */
export async function listSuites(
  read: ReadFile = fetchFrom(new URL('..', samplesRoot())),
): Promise<readonly SuiteListing[]> {
  const text = new TextDecoder().decode(await read('picture-sets.json'));
  if (text.startsWith('<')) return [];
  try {
    return (JSON.parse(text) as { readonly sets: readonly SuiteListing[] }).sets;
  } catch (error) {
    throw broken('picture-sets.json is no JSON.', 'samples', error);
  }
}

/** Folder of a set, with a slash at its end. */
export function suiteFolder(name: string): URL {
  return new URL(`${name}/`, samplesRoot());
}

/** One byte per pixel: the id of the visible object, distractors included, 0 for none. */
export function labelsOf(picture: SuitePicture): U8Image {
  const labels = createImage('u8', picture.width, picture.height);
  for (const { id, segmentation } of [...picture.objects, ...picture.others]) {
    paintRle(labels, rleOf(segmentation), id);
  }
  return labels;
}

function paintRle({ data, width, height }: U8Image, rle: Rle, value: number): void {
  for (const [start, end] of foreground(rle)) {
    let x = Math.floor(start / height);
    let y = start - x * height;
    for (let at = start; at < end; at++) {
      data[y * width + x] = value;
      if (++y === height) {
        y = 0;
        x++;
      }
    }
  }
}

/** RGB of a picture file, by the browser's decoder and without its colour management. */
export async function decodePicture(bytes: Uint8Array, file: string): Promise<U8Image> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), {
      colorSpaceConversion: 'none',
      premultiplyAlpha: 'none',
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new SourceError(
      'sample-broken',
      `${file} is no picture that this browser reads. Reload the page, or build the pictures again with “npm run world”.`,
      { cause: error },
    );
  }
  const { width, height } = bitmap;
  const context = createReadbackCanvas(width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const rgb = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from] ?? 0;
    rgb[to + 1] = data[from + 1] ?? 0;
    rgb[to + 2] = data[from + 2] ?? 0;
  }
  return imageOf('u8', width, height, 3, rgb);
}

function stemOf(file: string): string {
  return file.replace(/^.*\//, '').replace(/\.\w+$/, '');
}

function absentOr(error: unknown, name: string): unknown {
  // A server's answer means that the file is not there; without one, the network is the matter.
  if (!(error instanceof SourceError)) return error;
  if (/HTTP \d/.test(error.message)) return absent(name, error);
  return new SourceError(
    'sample-unreachable',
    `The picture set “${name}” could not be reached. Check the connection, or that the page’s server still runs; sets that were kept on this machine open without.`,
    { cause: error },
  );
}

function absent(name: string, cause?: unknown): SourceError {
  return new SourceError(
    'sample-unreachable',
    `The picture set “${name}” is not in this copy of the lab. Where the project is at hand, “npm run world -- --suite ${name} --out public/samples/${name}” makes it.`,
    { cause },
  );
}

function broken(what: string, name: string, cause?: unknown): SourceError {
  return new SourceError(
    'sample-broken',
    `The picture set “${name}” of this copy of the lab is damaged: ${what} Reload the page, or make the set again with “npm run world”.`,
    { cause },
  );
}
