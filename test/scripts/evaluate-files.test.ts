// `npm run evaluate` on two files: pycocotools' lines, and refusals that name the file.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { evaluateFiles, isAboutFiles } from '$scripts/evaluate/files';

const golden = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../golden/pycocotools/evaluation.json'), 'utf8'),
) as {
  cases: {
    name: string;
    images: object;
    categories: object;
    gt: object;
    dt: object;
    stats: number[];
  }[];
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evaluate-files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

function files(truth: object, detections: object): string[] {
  const [gt, dt] = [join(folder, 'gt.json'), join(folder, 'dt.json')];
  writeFileSync(gt, JSON.stringify(truth));
  writeFileSync(dt, JSON.stringify(detections));
  return ['--ground-truth', gt, '--detections', dt];
}

test('masks: the lines that pycocotools prints, and a file with every digit', () => {
  const entry = golden.cases.find(({ name }) => name === 'masks alone');
  const { images = [], categories = [], gt = [], dt = [], stats = [] } = entry ?? {};
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const json = join(folder, 'out.json');
  // Neither file names nor class names: pycocotools does not read them either.
  const options = files({ images, categories, annotations: gt }, dt);
  evaluateFiles([...options, '--iou-type', 'segm', '--json', json]);
  const printed = log.mock.calls.map(([line]) => String(line));
  expect(printed[0]).toBe(
    ` Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = ${(stats[0] ?? NaN).toFixed(3)}`,
  );
  expect(printed[6]).toBe(
    ` Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = ${(stats[6] ?? NaN).toFixed(3)}`,
  );
  expect(printed[11]).toMatch(/area= large \| maxDets=100 \] = -1\.000$/);
  const written = JSON.parse(readFileSync(json, 'utf8')) as { stats: (number | null)[] };
  expect(written.stats.map((value) => value ?? -1)).toEqual(stats);
});

const truth = {
  images: [{ id: 1 }],
  categories: [{ id: 1 }],
  annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [0, 0, 9, 9], area: 81, iscrowd: 0 }],
};
const one = { image_id: 1, category_id: 1, bbox: [0, 0, 9, 9], score: 0.5 };

test.each([
  ['an unknown image', truth, [{ ...one, image_id: 2 }], [], /detections\[0\]\.image_id.*got 2/],
  ['an image by name', truth, [{ ...one, image_id: 'a.png' }], [], /dt\.json.*"a\.png"/],
  ['results that are no list', truth, { ...one }, [], /dt\.json: expected a list of results/],
  ['no categories', { ...truth, categories: undefined }, [one], [], /gt\.json, categories/],
  ['boxes for masks', truth, [one], ['--iou-type', 'segm'], /annotations\[0\]\.segmentation/],
  ['another type', truth, [one], ['--iou-type', 'oks'], /--iou-type must be bbox or segm; got oks/],
])('%s is refused', (_, gt, dt, more, message) => {
  expect(() => evaluateFiles([...files(gt, dt), ...more])).toThrow(message);
});

test('a file that is not there is named; the options are told from those of a detector', () => {
  const missing = [
    '--ground-truth',
    join(folder, 'a.json'),
    '--detections',
    join(folder, 'b.json'),
  ];
  expect(() => evaluateFiles(missing)).toThrow(/a\.json cannot be read/);
  expect(() => evaluateFiles(missing.slice(0, 2))).toThrow(/go together/);
  expect(isAboutFiles(missing)).toBe(true);
  expect(isAboutFiles(['--model', 'yolo-tiny', '--json', 'x'])).toBe(false);
});
