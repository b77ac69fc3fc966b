/** The same boxes under every preset, and one gap shared out to its rules (Shapley, src/metrics/protocol-gap.ts). */
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import {
  attributeGap,
  protocolMeans,
  protocols,
  type Protocol,
  type ProtocolName,
} from '$src/metrics';
import { runOf, type Specs } from '../run';

export const presetNames = Object.keys(protocols) as readonly ProtocolName[];

/** COCO's protocol at IoU 0.5, and what is left of it when a viewer's threshold is kept. */
const coco50: Protocol = protocols['coco-ap50'].protocol;
const voc07: Protocol = protocols['voc2007-devkit'].protocol;
const cutAt = 0.5;

export const protocolExperiment: Experiment<Specs> = {
  id: 'protocols',
  title: 'One set of boxes, many mAPs',
  predict: {
    prompt:
      'The same boxes by the rules of VOC 2007 instead of COCO at IoU 0.5: by how much does mAP change? (Negative if it falls; 0.05 is five points.)',
    slot: 'gap',
    min: -0.5,
    max: 0.5,
  },
  yields: [
    { id: 'map-coco50', label: 'mAP, COCO at IoU 0.5', unit: '', digits: 3 },
    { id: 'map-voc07', label: 'mAP, PASCAL VOC 2007', unit: '', digits: 3 },
    { id: 'map-lowest', label: 'Lowest mAP of all presets', unit: '', digits: 3 },
    { id: 'map-highest', label: 'Highest mAP of all presets', unit: '', digits: 3 },
    {
      id: 'map-cut',
      label: 'mAP, COCO at IoU 0.5, boxes from a score of 0.5',
      unit: '',
      digits: 3,
    },
    { id: 'gap', label: 'VOC 2007 less COCO at IoU 0.5', unit: '', digits: 4 },
    { id: 'gap-interpolation', label: 'Share of the 11 levels', unit: '', digits: 4 },
    { id: 'gap-pixels', label: 'Share of the extra pixel', unit: '', digits: 4 },
    { id: 'gap-others', label: 'Share of all other rules', unit: '', digits: 4 },
  ],
  dependsOn: ['detector', 'suite', 'pictures'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { run, subject, detectors } = yield* runOf(context);
    const { truth, results } = run;
    const at = `${truth.images.length} pictures`;
    yield { kind: 'progress', done: 0, total: 2, note: `${presetNames.length} protocols` };
    await new Promise((resolve) => setTimeout(resolve));
    const lists = [
      ...presetNames.map((name) => protocols[name].protocol),
      { ...coco50, minScore: cutAt },
    ];
    const means = protocolMeans(truth, results, lists);
    const ofPresets = means.slice(0, -1).map((value) => value ?? 0);
    for (const [i, name] of presetNames.entries()) {
      yield {
        kind: 'row',
        table: 'mAP by protocol',
        cells: { protocol: protocols[name].label, mAP: ofPresets[i] ?? 0 },
      };
    }
    yield { kind: 'progress', done: 1, total: 2, note: 'every mixture of the two protocols' };
    await new Promise((resolve) => setTimeout(resolve));
    context.signal.throwIfAborted();
    const { from, to, gap, shares } = attributeGap(truth, results, coco50, voc07);
    const shareOf = (flag: string): number => shares.find((one) => one.flag === flag)?.share ?? 0;
    const [interpolation, pixels] = [shareOf('interpolation'), shareOf('pixels')];
    const values = {
      'map-coco50': from ?? 0,
      'map-voc07': to ?? 0,
      'map-lowest': Math.min(...ofPresets),
      'map-highest': Math.max(...ofPresets),
      'map-cut': means.at(-1) ?? 0,
      gap,
      'gap-interpolation': interpolation,
      'gap-pixels': pixels,
      'gap-others': gap - interpolation - pixels,
    };
    for (const [slot, value] of Object.entries(values)) {
      yield { kind: 'finding', slot, value, at, subject, detectors };
    }
  },
};
