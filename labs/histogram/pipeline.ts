/**
 * What the bench computes live: the picture equalised globally and by CLAHE, and of each version the
 * histogram, the mapping and the measures.
 *
 * Besides the stages of the strip there are four that the page reads and does not show as pictures:
 * `curves-global` and `curves-clahe` (u8, 256 wide: a row per equalised channel, and for CLAHE a row
 * per tile of each), `plane-global` and `plane-clahe` (the plotted channel after equalisation).
 */
import { imageOf, expectU8, type U8Image } from '$src/core/image';
import { withChain, type Chain } from '$src/lab/chain';
import { definePipeline, type Stage } from '$src/lab/contract';
import { countsOf, equalise, luma, type ChannelChoice, type Equalised } from './equalise';
import type lab from './lab';
import {
  clippedAreas,
  entropyBits,
  flattestBlocks,
  michelsonContrast,
  noiseSigma,
  occupiedLevels,
  percentAt,
  rmsContrast,
  type Block,
  type Counts,
} from './measures';

/** Names of the readings of one version of the picture: `rms-before`, `rms-global`, `rms-clahe`, … */
export const measureNames = [
  'rms',
  'michelson',
  'entropy',
  'levels',
  'black',
  'white',
  'noise',
] as const;

/** Stages that are no pictures for the strip. */
export const hiddenStages = ['curves-global', 'curves-clahe', 'plane-global', 'plane-clahe'];

/** Side of the blocks in which noise is looked for, in pixels. */
export const flatSide = 16;

const planeNames: Readonly<Record<ChannelChoice, string>> = {
  y: 'Luma Y′',
  lab: 'Lightness L*',
  rgb: 'Luma Y′',
};

export default definePipeline<(typeof lab)['params']>({
  run({ backend, input, params, signal, now }) {
    const image = expectU8(input.image, 'The histogram lab');
    const { clipLimit, tiles, channels } = params;
    return withChain(backend, async (chain) => {
      const timed = async (method: 'global' | 'clahe') => {
        signal.throwIfAborted();
        const start = now();
        const result = await equalise(chain, image, method, channels, { clipLimit, tiles });
        return { ...result, liveMs: now() - start };
      };
      const global = await timed('global');
      const clahe = await timed('clahe');
      const before = await plotted(chain, image, global.before);
      const afterGlobal = await plotted(chain, global.image, global.after);
      const afterClahe = await plotted(chain, clahe.image, clahe.after);
      const counts = {
        before: await countsOf(chain, before),
        global: await countsOf(chain, afterGlobal),
        clahe: await countsOf(chain, afterClahe),
      };
      const flat = flattestBlocks(before, flatSide);
      const stages: Stage[] = [
        { id: 'input', label: 'Input', image },
        { id: 'luminance', label: planeNames[channels], image: before },
        { id: 'clipped', label: 'Clipped areas', image: clippedAreas(before), paint: 'mask' },
        { id: 'global', label: 'Global', image: global.image, liveMs: global.liveMs },
        { id: 'clahe', label: 'CLAHE', image: clahe.image, liveMs: clahe.liveMs },
        { id: 'curves-global', label: 'Global mapping', image: rowsOf(global.luts) },
        { id: 'curves-clahe', label: 'Mapping of every tile', image: rowsOf(clahe.luts) },
        { id: 'plane-global', label: 'Channel, global', image: afterGlobal },
        { id: 'plane-clahe', label: 'Channel, CLAHE', image: afterClahe },
      ];
      return {
        stages,
        readings: {
          ...readingsOf('before', counts.before, before, flat),
          ...readingsOf('global', counts.global, afterGlobal, flat),
          ...readingsOf('clahe', counts.clahe, afterClahe, flat),
        },
        series: {
          'counts-before': counts.before,
          'counts-global': counts.global,
          'counts-clahe': counts.clahe,
        },
        isEdited: chain.isEdited,
      };
    });
  },
});

/** The channel that the plots are about: the equalised one, or luma when R, G and B were equalised. */
async function plotted(
  chain: Chain,
  image: U8Image,
  planes: Equalised['before'],
): Promise<U8Image> {
  const [only] = planes;
  return planes.length === 1 && only ? only : luma(chain, image);
}

function readingsOf(version: string, counts: Counts, plane: U8Image, flat: readonly Block[]) {
  const values: Record<(typeof measureNames)[number], number> = {
    rms: rmsContrast(counts),
    michelson: michelsonContrast(counts),
    entropy: entropyBits(counts),
    levels: occupiedLevels(counts),
    black: percentAt(counts, 0),
    white: percentAt(counts, 255),
    noise: noiseSigma(plane, flat),
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${name}-${version}`, value]),
  );
}

/** Tables under each other in one image. */
function rowsOf(luts: readonly U8Image[]): U8Image {
  const rows = luts.reduce((sum, lut) => sum + lut.height, 0);
  const data = new Uint8Array(256 * rows);
  let at = 0;
  for (const lut of luts) {
    data.set(lut.data, at);
    at += lut.data.length;
  }
  return imageOf('u8', 256, rows, 1, data);
}
