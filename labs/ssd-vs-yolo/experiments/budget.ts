/** What both weigh, read off their cards: exact, and the same everywhere. */
import type { SlotSpec } from '$src/evidence/types';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { fileOfRole } from '$src/detect/card';
import { referenceOf } from '$src/lab/experiment';
import { both, type Specs } from '../contestants';

const quantities = [
  { id: 'parameters', label: 'parameters', unit: 'M', digits: 2 },
  { id: 'macs', label: 'multiply-accumulates per frame', unit: 'G', digits: 2 },
  { id: 'bytes', label: 'ONNX file', unit: 'MB', digits: 2 },
] as const;

export const budget: Experiment<Specs> = {
  id: 'budget',
  title: 'Parameters, arithmetic, bytes',
  predict: {
    prompt:
      'SSD-lite is built of depthwise-separable convolutions, YOLO-tiny of dense ones. How many billion multiply-accumulates does a frame take in SSD-lite, at 320 px?',
    slot: 'macs-ssd',
    min: 0.01,
    max: 50,
  },
  yields: quantities.flatMap(({ id, label, unit, digits }) =>
    both.map(({ key, name }): SlotSpec => ({
      id: `${id}-${key}`,
      label: `${name}, ${label}`,
      unit,
      digits,
      isExact: true,
    })),
  ),
  dependsOn: [],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const backend = referenceOf(context); // reading a card takes no GPU
    for (const { key, name, request } of both) {
      const card = await context.card(request.modelId);
      const onnx = fileOfRole(card, 'onnx');
      const subject = { label: `${card.name}, card`, sha256: onnx?.sha256 ?? '' };
      const models = onnx ? [{ label: card.id, sha256: onnx.sha256 }] : [];
      const values = {
        parameters: card.parameters / 1e6,
        macs: card.macs / 1e9,
        bytes: (onnx?.bytes ?? 0) / 1e6,
      };
      for (const { id } of quantities) {
        yield {
          kind: 'finding',
          slot: `${id}-${key}`,
          value: values[id],
          subject,
          models,
          backend,
        };
      }
      yield {
        kind: 'row',
        table: 'From the cards',
        cells: {
          model: name,
          'parameters M': values.parameters,
          'MAC G': values.macs,
          MB: values.bytes,
        },
      };
    }
  },
};
