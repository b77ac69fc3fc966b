// `npm run evaluate`: options that cannot be followed are refused in words, and figures go into a card.
import { describe, expect, test } from 'vitest';
import { parseCard, type ModelCard } from '$src/detect/card';
import { statNames, type CocoDataset, type CocoResult, type StatName } from '$src/metrics';
import { calibrationOf, withFigures } from '$scripts/evaluate/card-file';
import { OptionError, readOptions } from '$scripts/evaluate/options';
import type { SetReport } from '$scripts/evaluate/report';

const suites = ['test', 'small'];
const read = (line: string) => readOptions(line.split(' '), suites);

describe('options', () => {
  test.each([
    ['--model yolo-tiny', 'yolo-tiny', 'ort', ['test']],
    ['--model ssd-lite --suite small,test', 'ssd-onnx', 'ort', ['small', 'test']],
    ['--model ssd-lite --runtime tfjs --suite all', 'ssd-graph', 'tfjs', suites],
    ['--model yolox-nano --weights a.onnx', 'yolox', 'ort', ['test']],
    ['--model mine --weights a.onnx', 'custom-onnx', 'ort', ['test']],
    ['--model yolo-tiny --write-card', 'yolo-tiny', 'ort', suites],
    ['--model yolo-tiny --images d --annotations a.json', 'yolo-tiny', 'ort', []],
  ])('%s', (line, adapter, runtime, names) => {
    const options = read(line);
    expect([options?.adapter, options?.runtime.runtime, options?.suites]).toEqual([
      adapter,
      runtime,
      names,
    ]);
  });

  test.each([
    ['--suite test', /--model must name a model/],
    ['--model mine', /No model is called mine.*yolo-tiny, ssd-lite/],
    ['--model yolo-tiny --suite dim', /No suite is called dim.*test, small, or all/],
    ['--model yolo-tiny --images d', /go together/],
    ['--model yolo-tiny --runtime tfjs', /yolo-tiny runs on ort/],
    ['--model yolo-tiny --backend webgl', /wasm, webgpu; got webgl/],
    ['--model yolo-tiny --score 30', /--score must be a number from 0 to 1; got 30/],
    ['--model yolo-tiny --limit 0', /--limit must be a whole number from 1; got 0/],
    ['--model yolo-tiny --write-card --limit 5 --iou 0.5', /leave out --limit, --iou/],
  ])('%s is refused', (line, message) => {
    expect(() => read(line)).toThrow(OptionError);
    expect(() => read(line)).toThrow(message);
  });
});

describe('the card', () => {
  const stats = Object.fromEntries(statNames.map((name) => [name, 0.123456])) as Record<
    StatName,
    number | null
  >;
  const spread = { p50: 1, p95: 2 };
  const report: SetReport = {
    name: 'test',
    images: 2,
    objects: 3,
    classes: ['cup'],
    stats: { ...stats, APlarge: null },
    perClass: [],
    ms: {
      readFrameMs: spread,
      prepareMs: spread,
      inferMs: spread,
      decodeMs: spread,
      suppressMs: spread,
      totalMs: spread,
    },
    shareOutsideInfer: 0.1,
    detections: [],
  };
  const card: ModelCard = parseCard(
    JSON.stringify({
      id: 'm',
      name: 'M',
      task: 'detection',
      files: [{ path: 'm.onnx', bytes: 1, sha256: '0'.repeat(64), role: 'onnx' }],
      labels: [{ id: 47, name: 'cup' }],
      input: { name: 'x', side: 32, colour: 'RGB', range: [0, 1], fit: 'stretch' },
      head: { kind: 'dfl-grid', strides: [8], bins: 8 },
      parameters: 1,
      macs: 1,
      licence: 'Apache-2.0',
      limits: 'kept',
      metrics: { small: { ...stats, images: 1, objects: 1 } },
      evaluation: { protocol: 'p', runtime: 'r', sha256: '0'.repeat(64) },
    }),
  );

  test('gets the figures of the sets that were run and keeps everything else', () => {
    const figures = {
      suites: [report],
      photos: undefined,
      calibration: undefined,
      protocol: 'p',
      runtime: 'r',
      sha256: '0'.repeat(64),
    };
    const written = parseCard(JSON.stringify(withFigures(card, figures)));
    expect(written['limits']).toBe('kept');
    expect(Object.keys(written.metrics ?? {})).toEqual(['small', 'test']);
    expect(written.metrics?.['test']).toMatchObject({ AP: 0.1235, APlarge: null, images: 2 });
    // Other weights: what was measured on the earlier ones goes.
    const other = withFigures(card, { ...figures, sha256: '1'.repeat(64) });
    expect(Object.keys(other.metrics ?? {})).toEqual(['test']);
    expect(other['limits']).toBe('kept');
  });

  test('calibration leaves low scores out and counts what is right at IoU 0.5', () => {
    const dataset: CocoDataset = {
      images: [{ id: 1, file_name: 'a.png', width: 100, height: 100 }],
      categories: [{ id: 47, name: 'cup' }],
      annotations: [
        { id: 1, image_id: 1, category_id: 47, bbox: [0, 0, 20, 20], area: 400, iscrowd: 0 },
      ],
    };
    const found = (x: number, score: number): CocoResult => ({
      image_id: 1,
      category_id: 47,
      bbox: [x, 0, 20, 20],
      score,
    });
    const { bins, ece } = calibrationOf(dataset, [
      found(0, 0.85),
      found(60, 0.85),
      found(70, 0.05),
    ]);
    expect(bins[8]).toEqual({ low: 0.8, high: 0.9, count: 2, meanScore: 0.85, precision: 0.5 });
    expect(ece).toBe(0.35);
  });
});
