// The detector lab: matching and curves by hand, and its experiments on detectors that find what they are told.
import { describe, expect, test } from 'vitest';
import { candidateBoxes, stepBoxes, traceBoxes, verdictBoxes } from '$labs/ssd-vs-yolo/boxes';
import { requestFor, runtimesOf } from '$labs/ssd-vs-yolo/contestants';
import { halfSidePx, recallBySide, shrunk } from '$labs/ssd-vs-yolo/experiments/small-objects';
import { covers } from '$labs/ssd-vs-yolo/experiments/suppression';
import lab from '$labs/ssd-vs-yolo/lab';
import { match } from '$labs/ssd-vs-yolo/match';
import { createImage } from '$src/core/image';
import { defaults, type AnyParams } from '$src/core/params';
import type { DetectorRequest } from '$src/detect/open';
import { suppressSteps } from '$src/detect/stages/suppress';
import { DetectError, type Candidates, type Detection, type Detector } from '$src/detect/types';
import type { Evidence } from '$src/evidence/types';
import type { TableRow, TruthObject } from '$src/lab/contract';
import { experimentsOf, metaOf } from '$src/lab/modules';
import { runExperiment, type Bench } from '$src/lab/runtime';
import { createNodeBench, quickProtocol } from '$test/support/bench';
import { FakeDetector, type FakeFinding } from '$test/support/fake-detector';
import { diskModels } from '$test/support/models';
import { firstOf, handSuite, readSuite } from '$test/support/suites';

const labels = ['cup', 'bottle', 'apple'].map((name) => ({ name }));
const cup = (x: number, y: number, w: number, h: number): TruthObject => ({
  className: 'cup',
  categoryId: 47,
  boxXywh: [x, y, w, h],
  areaPx: w * h,
});
const found = (
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  score: number,
  classIndex = 0,
): Detection => ({ boxXyxy: [x1, y1, x2, y2], score, classIndex });

describe('matching', () => {
  test('the better score takes the object, a second box on it is false, as pycocotools counts', () => {
    const objects = [cup(0, 0, 10, 10)];
    // IoU by hand: 80/100 and 100/100.
    const { judged, missed } = match(
      [found(0, 0, 8, 10, 0.9), found(0, 0, 10, 10, 0.8)],
      labels,
      objects,
    );
    expect(judged.map(({ verdict, iou }) => [verdict, iou])).toEqual([
      ['hit', 0.8],
      ['false', 1],
    ]);
    expect(missed).toEqual([]);
  });

  test('a detection takes the free object that it overlaps most', () => {
    const objects = [cup(0, 0, 10, 10), cup(2, 0, 10, 10)];
    const { judged } = match([found(2, 0, 12, 10, 0.9), found(2, 0, 12, 10, 0.8)], labels, objects);
    // The second falls back on the other object: 80 of 120.
    expect(judged.map(({ object, verdict }) => [object, verdict])).toEqual([
      [1, 'hit'],
      [0, 'hit'],
    ]);
    expect(judged[1]?.iou).toBeCloseTo(80 / 120, 12);
  });

  test('another class is false; a class that the truth is not complete in is not judged', () => {
    const objects = [cup(0, 0, 10, 10)];
    const named = [...labels, { name: 'person', categoryId: 1 }];
    const { judged, missed } = match(
      [found(0, 0, 10, 10, 0.9, 1), found(0, 0, 10, 10, 0.8, 3)],
      named,
      objects,
    );
    expect(judged.map(({ verdict }) => verdict)).toEqual(['false', 'unjudged']);
    expect(missed).toEqual([0]);
  });

  test('an IoU of exactly the threshold counts', () => {
    const { judged } = match([found(0, 0, 5, 10, 0.9)], labels, [cup(0, 0, 10, 10)], 0.5);
    expect(judged[0]?.verdict).toBe('hit');
  });
});

describe('small objects', () => {
  test('the side at which recall falls below half, between two bins by the logarithm', () => {
    // Half way between 80 % at 40 px and 20 % at 10 px lies 50 %: the geometric middle, 20 px.
    const curve = [
      { sidePx: 10, objects: 9, percent: 20 },
      { sidePx: 40, objects: 9, percent: 80 },
    ];
    expect(halfSidePx(curve)).toBeCloseTo(20, 9);
    // All found, or not even the largest: the curve does not say where.
    expect(halfSidePx(curve.map((point) => ({ ...point, percent: 90 })))).toBeUndefined();
    expect(halfSidePx(curve.map((point) => ({ ...point, percent: 10 })))).toBeUndefined();
    expect(halfSidePx([])).toBeUndefined();
  });

  test('bins hold their lower end and leave out what is too few to count', () => {
    const seen = [
      ...Array.from({ length: 8 }, (_, i) => ({ sidePx: 16, isFound: i < 2 })),
      ...Array.from({ length: 3 }, () => ({ sidePx: 23.9, isFound: false })),
      ...Array.from({ length: 7 }, () => ({ sidePx: 24, isFound: true })),
    ];
    const [only, ...others] = recallBySide(seen);
    expect(others).toEqual([]);
    expect(only?.objects).toBe(11);
    expect(only?.percent).toBeCloseTo(200 / 11, 9);
    expect(only?.sidePx).toBeCloseTo(Math.sqrt(16 * 24), 9);
  });

  test('a picture at half its size keeps its mean and moves its box to the middle', () => {
    const frame = createImage('u8', 8, 8, 3);
    for (let y = 2; y < 6; y++) frame.data.fill(200, (y * 8 + 2) * 3, (y * 8 + 6) * 3);
    const small = shrunk({ frame, objects: [cup(2, 2, 4, 4)] }, 0.5);
    expect(small.objects[0]).toMatchObject({ boxXywh: [3, 3, 2, 2], areaPx: 4 });
    const row = (y: number) =>
      Array.from({ length: 8 }, (_, x) => small.frame.data[(y * 8 + x) * 3]);
    expect(row(0)).toEqual(new Array(8).fill(114));
    expect(row(3)).toEqual([114, 114, 0, 200, 200, 0, 114, 114]);
    expect(small.frame).toMatchObject({ width: 8, height: 8 });
  });
});

describe('suppression', () => {
  test('counts the boxes on each object, each box once', () => {
    const objects = [cup(0, 0, 10, 10), cup(4, 0, 10, 10)];
    const boxes = [
      found(0, 0, 10, 10, 0.9),
      found(1, 0, 10, 10, 0.8), // 90 of the first, 60/130 of the second
      found(30, 30, 40, 40, 0.7),
      found(4, 0, 14, 10, 0.6, 1), // another class
    ];
    expect(covers(boxes, labels, objects)).toEqual([2, 0]);
  });

  const candidates: Candidates = {
    count: 3,
    boxesXyxy: Float32Array.of(0, 0, 10, 10, 0, 0, 10, 8, 20, 20, 30, 30),
    scores: Float32Array.of(0.9, 0.8, 0.4),
    classIndices: Uint16Array.of(0, 0, 1),
    origins: Uint32Array.of(5, 6, 7),
  };
  const options = {
    scoreThreshold: 0.3,
    iouThreshold: 0.5,
    suppression: 'per-class',
    maxDetections: 100,
  } as const;

  test('a round shows what stays, what it takes away and what is still open', () => {
    const steps = suppressSteps(candidates, options);
    const at = (round: number) => stepBoxes(candidates, labels, steps, round, { score: 0.3 });
    expect(at(0).map(({ style }) => style)).toEqual(['candidate', 'candidate', 'candidate']);
    const first = at(1);
    expect(first.map(({ label, style, isChosen }) => [label, style, isChosen])).toEqual([
      ['cup', undefined, true],
      ['cup', 'removed', undefined],
      ['', 'candidate', undefined],
    ]);
    expect(first[1]?.note).toBe('IoU 0.80');
    expect(at(2).map(({ label, isChosen }) => [label, isChosen])).toEqual([
      ['cup', undefined],
      ['bottle', true],
    ]);
  });

  test('candidates below the threshold are not drawn', () => {
    expect(candidateBoxes(candidates, labels, 0.5)).toHaveLength(2);
  });
});

test('verdicts are told by style and mark, missed objects come last', () => {
  const objects = [cup(0, 0, 10, 10), cup(50, 50, 10, 10)];
  const boxes = verdictBoxes(
    match([found(0, 0, 10, 10, 0.9), found(80, 80, 90, 90, 0.4)], labels, objects),
    labels,
    objects,
  );
  expect(boxes.map(({ style, label }) => [style, label])).toEqual([
    ['hit', 'cup'],
    ['false', 'cup'],
    ['missed', 'cup missed'],
  ]);
});

test('a followed box stands out, with its cell and its default box', () => {
  const trace = {
    origin: 5,
    headKind: 'ssd' as const,
    stridePx: 8,
    column: 0,
    row: 0,
    cellXyxy: [0, 0, 8, 8] as const,
    defaultBoxXyxy: [-4, -4, 12, 12] as const,
    classLogits: [],
    classScores: [],
    raw: [],
    steps: [],
    boxXyxy: [0, 0, 10, 10] as const,
  };
  const plain = [
    { boxXyxy: [0, 0, 10, 10] as const, label: 'cup' },
    { boxXyxy: [20, 20, 30, 30] as const, label: 'cup' },
  ];
  expect(traceBoxes(plain, 0, trace).map(({ label, isChosen }) => [label, isChosen])).toEqual([
    ['cup', true],
    ['', undefined],
    ['cell', undefined],
    ['default box', undefined],
  ]);
});

describe('contestants', () => {
  test('every model runs on what it offers, and on WASM where the runtime is not its', () => {
    for (const { value: model } of lab.params.left.options) {
      const custom = { ...requestFor('yolo-tiny', 'wasm'), adapter: 'custom-onnx' } as never;
      for (const { value: key } of lab.params.leftOn.options) {
        const request = requestFor(model, key, custom);
        const isOffered = runtimesOf(model).includes(key);
        const backend = key === 'threads' ? 'wasm' : key;
        expect(request?.runtime.backend, `${model} on ${key}`).toBe(isOffered ? backend : 'wasm');
      }
    }
    expect(requestFor('custom', 'wasm')).toBeUndefined();
    expect(requestFor('yolo-tiny', 'wasm')?.runtime).toEqual({
      runtime: 'ort',
      backend: 'wasm',
      threads: 1,
    });
    const threads = requestFor('yolo-tiny', 'threads')?.runtime;
    expect(threads).toMatchObject({ backend: 'wasm' });
    expect((threads as { threads?: number }).threads).toBeGreaterThanOrEqual(2);
  });
});

// ---- experiments on fakes ---------------------------------------------------------------------------

interface Ran {
  readonly evidence: ReadonlyMap<string, Evidence>;
  readonly rows: readonly TableRow[];
  readonly opened: readonly FakeDetector[];
}

/** Runs an experiment with a fake detector for each model. */
async function measure(
  id: string,
  make: (modelId: string, request: DetectorRequest) => FakeDetector,
  changes: Partial<Bench> = {},
  params: AnyParams = {},
): Promise<Ran> {
  const opened: FakeDetector[] = [];
  const bench: Bench = {
    ...createNodeBench(),
    suite: (name) => Promise.resolve(cups(name)),
    models: {
      ...diskModels,
      open: (request) => {
        const detector = make(request.modelId, request);
        opened.push(detector);
        return Promise.resolve(detector as Detector);
      },
    },
    ...changes,
  };
  const experiment = (await experimentsOf('ssd-vs-yolo')).find((one) => one.id === id);
  if (!experiment) throw new Error(`No experiment is called ${id}.`);
  const request = {
    input: { image: createImage('u8', 64, 64, 3) },
    subject: { label: 'black', sha256: '0' },
    params: { ...defaults(lab.params), ...params },
    seed: 7,
  };
  const evidence = new Map<string, Evidence>();
  const rows: TableRow[] = [];
  for await (const event of runExperiment(metaOf('ssd-vs-yolo'), experiment, request, bench)) {
    if (event.kind === 'evidence') evidence.set(event.evidence.slot, event.evidence);
    if (event.kind === 'row') rows.push(event);
  }
  return { evidence, rows, opened };
}

/** Twenty pictures with one cup in the same place, of medium size. */
function cups(name: string) {
  return handSuite(
    name,
    Array.from({ length: 20 }, () => ({
      image: createImage('u8', 100, 100, 3),
      labels: createImage('u8', 100, 100),
      objects: [cup(20, 20, 40, 40)],
    })),
  );
}
const exactly: FakeFinding = { share: [0.2, 0.2, 0.6, 0.6], score: 0.9, classIndex: 0 };
/** IoU 0.6 with the truth: 24 of 40 columns. */
const loosely: FakeFinding = { share: [0.2, 0.2, 0.44, 0.6], score: 0.9, classIndex: 0 };

describe('experiments', () => {
  test('AP and its gap are those of boxes drawn by hand, with models and runtime on record', async () => {
    const { evidence, opened } = await measure(
      'accuracy',
      (modelId) =>
        new FakeDetector({ modelId, findings: [modelId === 'yolo-tiny' ? exactly : loosely] }),
      {},
      { pictures: 20 },
    );
    // IoU 0.6 passes the thresholds 0.50, 0.55 and 0.60 of ten: AP 0.3, AP50 1, AP75 0.
    const values = (slot: string) => evidence.get(slot)?.value;
    expect([values('ap-yolo'), values('ap50-yolo'), values('ap75-yolo')]).toEqual([1, 1, 1]);
    expect(values('ap-ssd')).toBeCloseTo(0.3, 9);
    expect([values('ap50-ssd'), values('ap75-ssd')]).toEqual([1, 0]);
    expect(values('apm-ssd')).toBeCloseTo(0.3, 9);
    expect(evidence.has('aps-yolo')).toBe(false); // no small object: nothing to say
    const gap = evidence.get('ap-gap');
    expect(gap?.value).toBeCloseTo(0.7, 9);
    expect(gap?.interval?.low).toBeCloseTo(0.7, 9); // all pictures are alike
    expect(gap?.interval?.high).toBeCloseTo(0.7, 9);
    expect(gap?.models?.map(({ label }) => label)).toEqual(['yolo-tiny', 'ssd-lite']);
    expect(gap?.environment).toMatchObject({ runtime: 'onnxruntime-web fake, wasm, 1 thread' });
    expect(gap?.subject.label).toBe('suite “test”, pictures 1 to 20');
    expect(opened.every(({ isDisposed }) => isDisposed)).toBe(true);
  });

  test('the slower detector shows in the ratio; loading is timed on fresh openings', async () => {
    const { evidence, opened, rows } = await measure(
      'latency',
      (modelId) => new FakeDetector({ modelId, delayMs: modelId === 'yolo-tiny' ? 4 : 16 }),
    );
    // Timers may only be late: 16 ms against 4 ms cannot come out below 1.5.
    expect(evidence.get('latency-ratio')?.value).toBeGreaterThan(1.5);
    expect(evidence.get('latency-ratio')?.interval).toBeDefined();
    // The fake says 8 of 10 ms are the forward pass.
    expect(evidence.get('outside-yolo')?.value).toBeCloseTo(20, 9);
    expect(evidence.get('forward-ssd')?.value).toBe(8);
    expect(evidence.get('load-yolo')).toMatchObject({ n: 3, value: 12, isSubjectPinned: true });
    expect(evidence.get('load-yolo')?.label).toContain('already in the browser’s cache');
    expect(opened).toHaveLength(6);
    expect(opened.every(({ isDisposed }) => isDisposed)).toBe(true);
    expect(rows).toHaveLength(10);
  });

  test('suppression that takes the only box of an object is counted', async () => {
    const objects = [cup(20, 20, 40, 40), cup(30, 20, 40, 40)]; // IoU 0.6 with each other
    const crowd = handSuite('dense', [
      {
        image: createImage('u8', 100, 100, 3),
        labels: createImage('u8', 100, 100),
        objects,
      },
    ]);
    const findings: FakeFinding[] = [
      exactly,
      { share: [0.3, 0.2, 0.7, 0.6], score: 0.8, classIndex: 0 },
    ];
    const { evidence } = await measure('suppression', () => new FakeDetector({ findings }), {
      suite: () => Promise.resolve(crowd),
    });
    const value = (slot: string) => evidence.get(slot)?.value;
    expect(value('candidates-yolo')).toBe(2);
    expect(value('lost-hard-yolo')).toBe(50);
    // exp(-0.36 / 0.5) * 0.8 = 0.389 stays above 0.3.
    expect(value('lost-soft-yolo')).toBe(0);
    expect(value('double-hard-yolo')).toBe(0);
    expect(evidence.get('lost-hard-yolo')?.label).toContain('of 2 with a good box');
  });

  test('recall by size follows the objects down', async () => {
    const { evidence, rows } = await measure(
      'small-objects',
      () => new FakeDetector({ findings: [exactly] }),
    );
    // Found at full size alone: the fake looks in the same place while the object moves to the middle.
    expect(evidence.get('tiny-yolo')?.value).toBe(0);
    const sides = rows.filter(({ cells }) => cells['model'] === 'YOLO-tiny');
    expect(sides.map(({ cells }) => cells['found %']).at(-1)).toBe(100);
    expect(evidence.get('vanish-yolo')?.value).toBeGreaterThan(20);
    // All pictures are alike: every draw gives the same.
    const { value = 0, interval, label } = evidence.get('vanish-yolo') ?? {};
    expect(interval?.low).toBeCloseTo(value, 9);
    expect(interval?.high).toBeCloseTo(value, 9);
    expect(label).toContain('12 pictures');
  });

  test('where nothing vanishes, or nothing is tiny, there is no number', async () => {
    const large = handSuite(
      'test',
      Array.from({ length: 12 }, () => ({
        image: createImage('u8', 64, 64, 3),
        labels: createImage('u8', 64, 64),
        objects: [{ ...cup(0, 0, 64, 64), areaPx: 1e6 }],
      })),
    );
    const { evidence, rows } = await measure(
      'small-objects',
      () => new FakeDetector({ findings: [] }),
      { suite: () => Promise.resolve(large) },
    );
    expect([...evidence.keys()]).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
  });

  test('second boxes are counted per object, also per one that had no good box', async () => {
    const objects = [cup(20, 20, 40, 40), cup(70, 70, 20, 20)];
    const [image, marks] = [createImage('u8', 100, 100, 3), createImage('u8', 100, 100)];
    const { evidence } = await measure(
      'suppression',
      // Two boxes on the first object whose IoU is 1/3; none on the second.
      () =>
        new FakeDetector({
          findings: [
            { share: [0.2, 0.2, 0.4, 0.6], score: 0.9, classIndex: 0 },
            { share: [0.3, 0.2, 0.5, 0.6], score: 0.8, classIndex: 0 },
          ],
        }),
      { suite: () => Promise.resolve(handSuite('dense', [{ image, labels: marks, objects }])) },
    );
    expect(evidence.get('double-hard-yolo')?.value).toBe(50);
    expect(evidence.get('lost-hard-yolo')?.value).toBe(0);
  });

  test('a slow CPU is measured, a slow GPU and one that breaks are told and freed', async () => {
    let clockMs = 0;
    const { evidence, rows, opened } = await measure(
      'runtime',
      (_, { runtime }) =>
        new FakeDetector({
          backend: runtime.backend,
          delayMs: 2,
          ...(runtime.backend === 'webgl'
            ? { failure: new DetectError('runtime-lost', 'The GPU is gone.') }
            : {}),
        }),
      { now: () => (clockMs += 800) },
    );
    expect([...evidence.keys()]).toEqual([
      'runtime-ort-wasm',
      'runtime-ratio',
      'runtime-tfjs-wasm',
    ]);
    expect(rows.map(({ cells }) => cells['note'])).toEqual([
      undefined,
      'too slow here to be measured twenty times',
      'too slow here to be measured twenty times',
      'The GPU is gone.',
    ]);
    const disposals = opened.map(({ isDisposed }) => isDisposed);
    expect(disposals).toEqual(disposals.map(() => true));
  });

  test('the budget is what the cards say', async () => {
    const { evidence } = await measure('budget', () => new FakeDetector());
    const card = await diskModels.card('ssd-lite');
    expect(evidence.get('macs-ssd')?.value).toBeCloseTo(card.macs / 1e9, 12);
    expect(evidence.get('parameters-ssd')?.isExact).toBe(true);
    expect(evidence.get('bytes-ssd')?.models?.[0]?.label).toBe('ssd-lite');
  });
});

// ---- experiments on the shipped networks --------------------------------------------------------------

describe('the shipped networks', () => {
  const few: Partial<Bench> = {
    models: diskModels,
    protocol: quickProtocol(),
    suite: async (name) => firstOf(await readSuite(name), 2),
  };
  const unused = (): FakeDetector => {
    throw new Error('No fake here.');
  };

  test('the package answers as the reused threshold says, and as no other rule does', async () => {
    const { evidence, rows } = await measure('quirk', unused, few);
    expect(evidence.get('quirk-match')?.value).toBe(100);
    const [scoreOnly, perClass, reused] = rows.map(({ cells }) => Number(cells['explains']));
    expect(reused).toBeGreaterThan(Math.max(scoreOnly ?? Infinity, perClass ?? Infinity));
    const [packaged = 0, separate = 0] = ['quirk-package', 'quirk-separate'].map(
      (slot) => evidence.get(slot)?.value,
    );
    expect(packaged).toBeGreaterThan(0);
    expect(packaged).toBeLessThan(separate); // an IoU threshold of 0.1 takes more than one of 0.5
    const appeared = rows.at(-1)?.cells ?? {};
    expect(appeared['by the package’s rule']).toBeGreaterThan(0);
    expect(appeared['by a pure score threshold']).toBe(0);
    expect(evidence.get('quirk-lost')?.models).toMatchObject([{ label: 'ssd-lite (graph)' }]);
  }, 120_000);

  test('the same weights run in both libraries; a GPU that is not here is told', async () => {
    const { evidence, rows } = await measure('runtime', unused, few);
    const runtimeOf = (slot: string) => evidence.get(slot)?.environment.runtime;
    expect(runtimeOf('runtime-ort-wasm')).toMatch(/^onnxruntime-web \S+, wasm, 1 thread$/);
    expect(runtimeOf('runtime-tfjs-wasm')).toMatch(/^TensorFlow.js \S+, wasm, 1 thread$/);
    expect(evidence.get('runtime-ratio')?.value).toBeGreaterThan(0);
    expect(rows.map(({ cells }) => typeof cells['note'])).toEqual([
      'undefined',
      'string',
      'string',
      'string',
    ]);
  }, 120_000);

  test('fewer pixels find no more', async () => {
    const { evidence, rows } = await measure('input-size', unused, few);
    const value = (slot: string): number => evidence.get(slot)?.value ?? NaN;
    for (const key of ['yolo', 'ssd']) {
      expect(value(`speedup-${key}`)).toBeGreaterThan(0);
      expect(value(`recall-320-${key}`)).toBeGreaterThan(50);
      expect(value(`recall-192-${key}`)).toBeLessThanOrEqual(value(`recall-320-${key}`));
    }
    expect(rows.map(({ cells }) => cells['side'])).toEqual([
      128, 192, 256, 320, 128, 192, 256, 320,
    ]);
  }, 120_000);
});
