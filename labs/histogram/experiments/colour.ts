/** What each choice of channel does to the colours of the reader's picture. */
import { expectU8 } from '$src/core/image';
import { withChain } from '$src/lab/chain';
import type { Experiment } from '$src/lab/contract';
import { equalise } from '../equalise';
import type lab from '../lab';
import { hueShiftDegrees } from '../measures';

type Params = (typeof lab)['params'];

const choices = [
  { key: 'rgb', name: 'R, G and B each' },
  { key: 'y', name: 'Luma Y′ alone' },
  { key: 'lab', name: 'Lightness L* alone' },
] as const;

export const colour: Experiment<Params> = {
  id: 'colour',
  title: 'Hue, by what is equalised',
  predict: {
    prompt:
      'R, G and B are each equalised by their own histogram. By how many degrees does the hue turn, on average?',
    slot: 'hue-rgb',
    min: 0,
    max: 180,
  },
  yields: choices.map(({ key, name }) => ({
    id: `hue-${key}`,
    label: `Mean turn of hue, weighted by chroma, global equalisation of ${name}`,
    unit: '°',
    digits: 1,
    // L*a*b* needs roots in float32; the other two are whole numbers on every backend.
    ...(key === 'lab' ? {} : { isExact: true }),
  })),
  // The table shows CLAHE as set; what is quoted is the global equalisation, which has no setting.
  dependsOn: [],
  usesReaderImage: true,
  async *run({ backend, input, params, signal }) {
    const image = expectU8(input.image, 'colour');
    const total = 2 * choices.length;
    for (const [i, { key, name }] of choices.entries()) {
      const shifts: number[] = [];
      for (const [j, method] of (['global', 'clahe'] as const).entries()) {
        yield { kind: 'progress', done: 2 * i + j, total, note: name };
        signal.throwIfAborted();
        const { image: after } = await withChain(backend, (chain) =>
          equalise(chain, image, method, key, params),
        );
        shifts.push(hueShiftDegrees(image, after));
      }
      const [global = 0, clahe = 0] = shifts;
      yield { kind: 'finding', slot: `hue-${key}`, value: global };
      yield {
        kind: 'row',
        table: 'Mean turn of hue, °',
        cells: { Equalised: name, Global: global, CLAHE: clahe },
      };
    }
  },
};
