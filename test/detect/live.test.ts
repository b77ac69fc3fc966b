import { expect, test } from 'vitest';
import { createImage } from '$src/core/image';
import { LatestDetector, type LiveParts } from '$src/detect/live';
import { DetectError, type DetectionResult } from '$src/detect/types';
import { FakeDetector } from '$test/support/fake-detector';

/** A bitmap as the detector sees it: a size and a way to close it. */
class FakeBitmap {
  static open = 0;
  readonly width: number;
  readonly height = 10;
  #isOpen = true;
  constructor(width: number) {
    this.width = width;
    FakeBitmap.open++;
  }
  close(): void {
    if (this.#isOpen) FakeBitmap.open--;
    this.#isOpen = false;
  }
}
const bitmap = (width: number): ImageBitmap => new FakeBitmap(width);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

function start(detector: FakeDetector, parts: Partial<LiveParts<string>> = {}) {
  const log: string[] = [];
  const live = new LatestDetector<string>(detector, {
    onResult: ({ widthPx }: DetectionResult, name) => log.push(`${name}: ${widthPx}`),
    onDropped: (name) => log.push(`${name} dropped`),
    onError: ({ message }) => log.push(message),
    ...parts,
  });
  return { live, log };
}

test('the newest waiting frame wins; each answer comes with its own frame', async () => {
  const { live, log } = start(new FakeDetector({ delayMs: 15 }));
  ['a', 'b', 'c', 'd'].forEach((name, i) => live.push(bitmap(10 + i), name));
  expect(live.isBusy).toBe(true);
  await settled();
  expect(log).toEqual(['b dropped', 'c dropped', 'a: 10', 'd: 13']);
  expect(live.counts).toEqual({ pushed: 4, detected: 2, dropped: 2, failed: 0 });
  expect(live.isBusy).toBe(false);
  live.push(createImage('u8', 20, 20, 3), 'e');
  await settled();
  expect(log.at(-1)).toBe('e: 20');
  expect(FakeBitmap.open).toBe(0);
});

test('options are read anew for every frame', async () => {
  const detector = new FakeDetector();
  let scoreThreshold = 0.1;
  const { live } = start(detector, { options: () => ({ scoreThreshold }) });
  live.push(bitmap(10), 'a');
  await settled();
  scoreThreshold = 0.7;
  live.push(bitmap(10), 'b');
  await settled();
  expect(detector.options.map((options) => options.scoreThreshold)).toEqual([0.1, 0.7]);
});

test('a failed frame is told, and the next one runs', async () => {
  const detector = new FakeDetector({ failure: new DetectError('runtime-lost', 'GPU gone') });
  const { live, log } = start(detector);
  live.push(bitmap(10), 'a');
  await settled();
  detector.failure = undefined;
  live.push(bitmap(11), 'b');
  await settled();
  expect(log).toEqual(['a dropped', 'GPU gone', 'b: 11']);
  expect(live.counts).toEqual({ pushed: 2, detected: 1, dropped: 0, failed: 1 });
  expect(FakeBitmap.open).toBe(0);
});

test('after stop no answer comes, every bitmap is closed, and the detector is still open', async () => {
  const detector = new FakeDetector({ delayMs: 15 });
  const { live, log } = start(detector);
  ['a', 'b', 'c'].forEach((name, i) => live.push(bitmap(10 + i), name));
  await live.stop();
  live.push(bitmap(20), 'late');
  expect(log.toSorted()).toEqual(['a dropped', 'b dropped', 'c dropped', 'late dropped']);
  expect(live.counts).toEqual({ pushed: 4, detected: 0, dropped: 4, failed: 0 });
  expect(FakeBitmap.open).toBe(0);
  expect(detector.isDisposed).toBe(false);
});
