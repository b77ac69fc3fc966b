// `npm run evaluate`: options that cannot be followed are refused in words, and figures go into a card.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { parseCard, type ModelCard } from '$src/detect/card';
import { statNames, type CocoDataset, type CocoResult, type StatName } from '$src/metrics';
import { main } from '$scripts/evaluate';
import { calibrationOf, expectCard, withFigures } from '$scripts/evaluate/card-file';
import { OptionError, readOptions } from '$scripts/evaluate/options';
import { printSet, reportOf, type SetReport } from '$scripts/evaluate/report';

// Nothing here opens a browser.
vi.mock('$scripts/evaluate/in-browser', () => ({
  RunError: class extends Error {},
  withDetector: () => Promise.reject(new Error('a browser was opened')),
}));

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

  test('whether figures can go into it is known before anything runs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cv-lab-card-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const onWasm = { runtime: 'ort', backend: 'wasm' } as const;
    const expecting = (change: Partial<Parameters<typeof expectCard>[1]> = {}) =>
      expect(() =>
        expectCard(folder, { modelId: 'm', runtime: onWasm, weights: undefined, ...change }),
      );
    expecting().toThrow(/m has no card/);
    const sha256 = createHash('sha256').update('weights').digest('hex');
    writeFileSync(join(folder, 'card.json'), JSON.stringify({ ...card, sha256 }));
    expecting().toThrow(/There is no file .*m\.onnx/);
    writeFileSync(join(folder, 'm.onnx'), 'weights');
    expecting().not.toThrow();
    expecting({ runtime: { runtime: 'tfjs', backend: 'wasm' } }).toThrow(/of the ONNX file.*tfjs/);
    const other = join(folder, 'other.onnx');
    writeFileSync(other, 'other weights');
    expecting({ weights: other }).toThrow(new RegExp(`ONNX file ${sha256}; the file to run is`));

    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => said.mockRestore());
    expect(await main('--model ssd-lite --runtime tfjs --write-card'.split(' '))).toBe(2);
    expect(said).toHaveBeenCalledWith(expect.stringMatching(/leave out --write-card/));
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

test('what a black box does outside the network is not known', () => {
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  onTestFinished(() => said.mockRestore());
  const set = {
    name: 'one',
    dataset: {
      images: [{ id: 1, file_name: 'a.png', width: 100, height: 100 }],
      categories: [{ id: 47, name: 'cup' }],
      annotations: [],
    },
    files: new Map(),
  };
  const timing = { readFrameMs: 1, prepareMs: 1, inferMs: 6, decodeMs: 1, suppressMs: 1 };
  const run = { results: [], timings: [{ ...timing, totalMs: 10 }] };
  const labels = [{ name: 'cup', categoryId: 47 }];
  for (const [isTransparent, share, words] of [
    [true, 0.4, '40.0 %'],
    [false, null, 'n/a'],
  ] as const) {
    const report = reportOf(set, run, { labels, isTransparent });
    expect(report.shareOutsideInfer).toBe(share);
    printSet(report, set.dataset);
    expect(said).toHaveBeenLastCalledWith(`Outside the network: ${words} of the time.`);
  }
});
