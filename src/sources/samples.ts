/**
 * The pictures that ship with the lab, with their exact truth.
 *
 * Files are PNGs of 8 bits and are decoded here, not by the browser: the bytes are exact in every
 * browser (some alter what a page reads from a canvas), in workers and in Node alike.
 */
import { decode, type DecodedPng } from 'fast-png';
import { imageOf, type Channels, type U8Image } from '$src/core/image';
import type { Subject } from '$src/evidence/types';
import type { BenchInput, Truth } from '$src/lab/contract';
import { brokenSamples, parseAnnotations, type SampleInfo } from './annotations';
import { SourceError, isAbort } from './error';
import { subjectOf } from './subject';
import { sizeWords } from './words';

export type { SampleBox, SampleInfo } from './annotations';

/** 8-bit planes, one channel each. */
export interface SampleTruth extends Truth {
  /** 0 is background, each object has its own number. */
  readonly labels: U8Image;
  /** 255 on outlines. */
  readonly outline: U8Image;
}

/** A sample as experiments take it. */
export interface Sample extends BenchInput {
  /** RGB. */
  readonly image: U8Image;
  readonly truth?: SampleTruth;
  /** RGB; for spoilt pictures, the same scene unspoilt. */
  readonly clean?: U8Image;
  readonly subject: Subject;
}

/** Reads one file of the set by its relative name. */
export type ReadFile = (file: string, signal?: AbortSignal) => Promise<Uint8Array>;

/** Decoded samples kept, so that an experiment over several does not decode each time; about 3 MB each. */
const keptSamples = 4;

export class SampleSet {
  readonly list: readonly SampleInfo[];
  readonly #read: ReadFile;
  readonly #kept = new Map<string, Promise<Sample>>();

  constructor(list: readonly SampleInfo[], read: ReadFile) {
    this.list = list;
    this.#read = read;
  }

  find(name: string): SampleInfo | undefined {
    return this.list.find((sample) => sample.name === name);
  }

  /** Loads a sample. Rejects with SourceError: unknown name, unreachable file, file that disagrees. */
  load(name: string): Promise<Sample> {
    const info = this.find(name);
    if (info === undefined) {
      const names = this.list.map((sample) => sample.name).join(', ');
      return Promise.reject(
        new SourceError(
          'sample-unknown',
          `There is no sample called “${name}”. There are: ${names}.`,
        ),
      );
    }
    const known = this.#kept.get(name);
    const loading = known ?? this.#load(info);
    this.#kept.delete(name); // the most recently used goes last
    this.#kept.set(name, loading);
    if (known === undefined) {
      loading.catch(() => this.#kept.delete(name)); // the next call tries again
      for (const oldest of this.#kept.keys()) {
        if (this.#kept.size <= keptSamples) break;
        this.#kept.delete(oldest);
      }
    }
    return loading;
  }

  async #load(info: SampleInfo): Promise<Sample> {
    const plane = async (file: string, channels: Channels): Promise<U8Image> =>
      decodeSamplePng(await this.#read(file), file, info, channels);
    const maybe = (file: string | undefined, channels: Channels): Promise<U8Image | undefined> =>
      file === undefined ? Promise.resolve(undefined) : plane(file, channels);
    const [image, labels, outline, clean] = await Promise.all([
      plane(info.file, 3),
      maybe(info.labelsFile, 1),
      maybe(info.outlineFile, 1),
      maybe(info.cleanFile, 3),
    ]);
    return {
      image,
      ...(labels !== undefined && outline !== undefined ? { truth: { labels, outline } } : {}),
      ...(clean === undefined ? {} : { clean }),
      subject: await subjectOf(image, info.name),
    };
  }
}

/** Reads and checks `annotations.json` of a set. */
export async function openSampleSet(
  read: ReadFile,
  urlOf?: (file: string) => string,
): Promise<SampleSet> {
  const text = new TextDecoder().decode(await read('annotations.json'));
  return new SampleSet(parseAnnotations(text, urlOf), read);
}

/** An 8-bit PNG of the set with the expected size; gray becomes RGB where `channels` is 3. */
export function decodeSamplePng(
  bytes: Uint8Array,
  file: string,
  size: { readonly width: number; readonly height: number },
  channels: Channels,
): U8Image {
  let png: DecodedPng;
  try {
    png = decode(bytes, { checkCrc: true });
  } catch (error) {
    throw brokenSamples(`${file} is not a sound PNG`, error);
  }
  const { width, height, depth, data, palette } = png;
  if (!(data instanceof Uint8Array) || depth !== 8 || palette !== undefined) {
    throw brokenSamples(
      `${file} must be a PNG of 8 bits per channel without palette, it has ${depth} bits`,
    );
  }
  if (width !== size.width || height !== size.height) {
    throw brokenSamples(
      `${file} is ${sizeWords(width, height)} px, annotations.json says ${sizeWords(size.width, size.height)}`,
    );
  }
  const pixels = new Uint8Array(data);
  if (png.channels === channels) return imageOf('u8', width, height, channels, pixels);
  if (png.channels === 1 && channels === 3) {
    const rgb = new Uint8Array(pixels.length * 3);
    pixels.forEach((level, i) => rgb.fill(level, 3 * i, 3 * i + 3));
    return imageOf('u8', width, height, 3, rgb);
  }
  throw brokenSamples(`${file} has ${png.channels} channel(s), ${channels} are needed`);
}

/** Reads a set's files over HTTP, relative to `base` (its folder, with a slash at the end). */
export function fetchFrom(base: URL | string): ReadFile {
  return async (file, signal) => {
    const url = new URL(file, base);
    let response: Response;
    try {
      response = await fetch(url, signal === undefined ? {} : { signal });
    } catch (error) {
      if (isAbort(error)) throw error;
      throw new SourceError(
        'sample-unreachable',
        `The sample file ${file} could not be reached. Check the connection, or that the page’s server still runs, and try again.`,
        { cause: error },
      );
    }
    if (!response.ok) {
      throw new SourceError(
        'sample-unreachable',
        `The sample file ${file} is not on the server (HTTP ${response.status}). Reload the page; if that does not help, this copy of the lab is incomplete.`,
      );
    }
    return new Uint8Array(await response.arrayBuffer());
  };
}

/**
 * The folder of all shipped sets. On a page it lies beside the page, so that the app works under a
 * sub-path; a built worker lies in `assets/`, one level below the page.
 */
export function samplesRoot(): URL {
  const { BASE_URL, DEV } = import.meta.env;
  const root =
    typeof document !== 'undefined'
      ? new URL(BASE_URL, document.baseURI)
      : new URL(DEV ? BASE_URL : '../', globalThis.location.href);
  return new URL('samples/', root);
}

/** The folder of the bench's own set. */
export function samplesBase(): URL {
  return new URL('bench/', samplesRoot());
}

let shipped: Promise<SampleSet> | undefined;

/** The shipped set, read once; after a failure the next call asks again. */
export function shippedSamples(): Promise<SampleSet> {
  if (shipped === undefined) {
    const base = samplesBase();
    shipped = openSampleSet(fetchFrom(base), (file) => new URL(file, base).href);
    shipped.catch(() => (shipped = undefined));
  }
  return shipped;
}

/** What samples there are, in the order of the set. */
export async function listSamples(): Promise<readonly SampleInfo[]> {
  return (await shippedSamples()).list;
}

/** A shipped sample by name, on a page or in a worker. Rejects with SourceError. */
export async function loadSample(name: string): Promise<Sample> {
  return (await shippedSamples()).load(name);
}
