/** What equalisation does to the reader's picture: contrast, levels, entropy; and to its neighbours in time. */
import { createImage, expectU8, type U8Image } from '$src/core/image';
import { withChain } from '$src/lab/chain';
import type { Experiment } from '$src/lab/contract';
import { countsOf, equalisePlane, luma } from '../equalise';
import type lab from '../lab';
import {
  entropyBits,
  meanAbsoluteDifference,
  michelsonContrast,
  occupiedLevels,
  percentAt,
  rmsContrast,
} from '../measures';

type Params = (typeof lab)['params'];

export const contrast: Experiment<Params> = {
  id: 'contrast',
  title: 'What equalisation does to this picture',
  predict: {
    prompt:
      'Of the 256 grey levels, how many are still in use after global equalisation of this picture?',
    slot: 'levels-global',
    min: 1,
    max: 256,
  },
  yields: [
    { id: 'levels-before', label: 'Grey levels in use before', unit: '', isExact: true },
    { id: 'levels-global', label: 'Grey levels in use, global', unit: '', isExact: true },
    { id: 'contrast-before', label: 'RMS contrast before', unit: '', digits: 3, isExact: true },
    { id: 'contrast-global', label: 'RMS contrast, global', unit: '', digits: 3, isExact: true },
    { id: 'contrast-clahe', label: 'RMS contrast, CLAHE', unit: '', digits: 3 },
    { id: 'entropy-before', label: 'Entropy before', unit: 'bits', digits: 2, isExact: true },
    { id: 'bits-lost', label: 'Entropy lost, global', unit: 'bits', digits: 3, isExact: true },
    { id: 'entropy-clahe', label: 'Entropy, CLAHE', unit: 'bits', digits: 2 },
  ],
  dependsOn: ['clipLimit', 'tiles'],
  usesReaderImage: true,
  async *run({ backend, input, params, signal }) {
    const image = expectU8(input.image, 'contrast');
    const versions = [
      ['before', 'Luma as it is'],
      ['global', 'Global'],
      ['clahe', 'CLAHE'],
    ] as const;
    let entropyBefore = 0;
    for (const [i, [version, name]] of versions.entries()) {
      yield { kind: 'progress', done: i, total: versions.length, note: name };
      signal.throwIfAborted();
      const counts = await withChain(backend, async (chain) => {
        const before = await luma(chain, image);
        const plane =
          version === 'before'
            ? before
            : (await equalisePlane(chain, before, version, params)).image;
        return countsOf(chain, plane);
      });
      const entropy = entropyBits(counts);
      yield { kind: 'finding', slot: `contrast-${version}`, value: rmsContrast(counts) };
      if (version !== 'clahe') {
        yield { kind: 'finding', slot: `levels-${version}`, value: occupiedLevels(counts) };
      }
      if (version === 'global') {
        // A sum of rounded logarithms may end a hair below: nothing lost is 0, not −0.
        yield { kind: 'finding', slot: 'bits-lost', value: Math.max(0, entropyBefore - entropy) };
      } else {
        yield { kind: 'finding', slot: `entropy-${version}`, value: entropy };
        entropyBefore = entropy;
      }
      yield {
        kind: 'row',
        table: 'Luma of this picture',
        cells: {
          Version: name,
          'RMS contrast': rmsContrast(counts),
          Michelson: michelsonContrast(counts),
          'Entropy, bits': entropy,
          'Levels used': occupiedLevels(counts),
          'At 0, %': percentAt(counts, 0),
          'At 255, %': percentAt(counts, 255),
        },
      };
    }
  },
};

/** The camera pans by this part of the picture's width. */
const panShare = 1 / 8;

/**
 * Two frames of a panning camera, cut from one picture: what both show is the same to the last bit,
 * so every difference after equalisation is the mapping's.
 */
export const flicker: Experiment<Params> = {
  id: 'flicker',
  title: 'Flicker: the same things in two frames',
  predict: {
    prompt:
      'A camera pans by an eighth of the picture. By how many grey levels, on average, does global equalisation change what is in both frames?',
    slot: 'flicker-global',
    min: 0,
    max: 60,
  },
  yields: [
    {
      id: 'flicker-global',
      label: 'Mean change of unchanged pixels between two frames, global',
      unit: 'grey levels',
      digits: 1,
      isExact: true,
    },
    {
      id: 'flicker-clahe',
      label: 'Mean change of unchanged pixels between two frames, CLAHE',
      unit: 'grey levels',
      digits: 1,
    },
  ],
  dependsOn: ['clipLimit', 'tiles'],
  usesReaderImage: true,
  async *run({ backend, input, params, signal }) {
    const image = expectU8(input.image, 'flicker');
    const shift = Math.max(1, Math.round(image.width * panShare));
    for (const [i, method] of (['global', 'clahe'] as const).entries()) {
      yield { kind: 'progress', done: i, total: 2, note: method === 'global' ? 'Global' : 'CLAHE' };
      signal.throwIfAborted();
      const change = await withChain(backend, async (chain) => {
        const plane = await luma(chain, image);
        // Three shifts wide at least, or the two frames have nothing in common.
        if (plane.width < 3 * shift) return 0;
        const width = plane.width - shift;
        const frames: U8Image[] = [];
        for (const left of [0, shift]) {
          const frame = columns(plane, left, width);
          frames.push((await equalisePlane(chain, frame, method, params)).image);
        }
        const [first, second] = frames as [U8Image, U8Image];
        const common = width - shift;
        return meanAbsoluteDifference(columns(first, shift, common), columns(second, 0, common));
      });
      yield { kind: 'finding', slot: `flicker-${method}`, value: change };
    }
  },
};

function columns(plane: U8Image, left: number, width: number): U8Image {
  const out = createImage('u8', width, plane.height);
  for (let y = 0; y < plane.height; y++) {
    const start = y * plane.width + left;
    out.data.set(plane.data.subarray(start, start + width), y * width);
  }
  return out;
}
