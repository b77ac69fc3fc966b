// Rendered suites for Node tests: the shipped ones, read from disk, and ones made by hand.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { imageOf, type U8Image } from '$src/core/image';
import { outlineOf } from '$src/core/labels';
import type { SuiteInput, SuitePictures, TruthObject } from '$src/lab/contract';
import { openSuitePictures } from '$src/lab/over-suite';

const folder = new URL('../../public/samples/', import.meta.url);
const open = new Map<string, Promise<SuitePictures>>();

export function hasSuite(name: string, root: URL = folder): boolean {
  return existsSync(new URL(`${name}/annotations.json`, root));
}

/** A shipped suite. */
export function readSuite(name: string, root: URL = folder): Promise<SuitePictures> {
  const { href } = new URL(`${name}/`, root);
  const known = open.get(href);
  if (known) return known;
  const opening = openSuitePictures(name, {
    read: (file) => readFile(fileURLToPath(new URL(file, href))),
    decode: decodeWebp,
  });
  open.set(href, opening);
  opening.catch(() => open.delete(href));
  return opening;
}

/** The same suite with its first pictures alone: for what must run, whatever comes out. */
export function firstOf(suite: SuitePictures, count: number): SuitePictures {
  return { ...suite, count: Math.min(count, suite.count) };
}

/** A suite of pictures given as pixels and labels, with their objects where a detector is to find them. */
export function handSuite(
  name: string,
  pictures: readonly {
    readonly image: U8Image;
    readonly labels: U8Image;
    readonly objects?: readonly TruthObject[];
  }[],
): SuitePictures {
  return {
    name,
    count: pictures.length,
    load(index) {
      const picture = pictures[index];
      if (!picture) return Promise.reject(new RangeError(`There is no picture ${index}.`));
      const { image, labels, objects } = picture;
      const input: SuiteInput = {
        image,
        truth: { labels, outline: outlineOf(labels) },
        ...(objects ? { objects } : {}),
        subject: { label: `${name}/${index}`, sha256: `${name}-${index}` },
        pictureId: index + 1,
      };
      return Promise.resolve(input);
    },
  };
}

let decoder: Promise<(file: ArrayBuffer) => Promise<ImageData>> | undefined;

/** libwebp, compiled to WebAssembly: Node has no decoder of its own. */
async function loadDecoder(): Promise<(file: ArrayBuffer) => Promise<ImageData>> {
  const { default: decode, init } = await import('@jsquash/webp/decode.js');
  const path = createRequire(import.meta.url).resolve('@jsquash/webp/codec/dec/webp_dec.wasm');
  const wasm = await WebAssembly.compile(await readFile(path));
  // Its types leave out the first argument, which its documentation names for Node.
  await (init as (module: WebAssembly.Module) => Promise<void>)(wasm);
  return decode;
}

/** RGB of a WebP file, as a browser without colour management would give it. */
export async function decodeWebp(bytes: Uint8Array): Promise<U8Image> {
  decoder ??= loadDecoder();
  const decode = await decoder;
  const { width, height, data } = await decode(new Uint8Array(bytes).buffer);
  const rgb = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from] ?? 0;
    rgb[to + 1] = data[from + 1] ?? 0;
    rgb[to + 2] = data[from + 2] ?? 0;
  }
  return imageOf('u8', width, height, 3, rgb);
}
