// What every detector must do, whichever adapter and backend. Node and browser tests run it over all of them
// (contract.test.ts, contract.browser.test.ts).
import { describe, expect, test, beforeAll, afterAll } from 'vitest';
import { imageOf, type Channels, type U8Image } from '$src/core/image';
import { suppress } from '$src/detect/stages/suppress';
import {
  DetectError,
  defaultOptions,
  type DetectionResult,
  type DetectOptions,
  type Detector,
} from '$src/detect/types';

export interface ContractSubject {
  /** "yolo-tiny, ort wasm, 1 thread". */
  readonly name: string;
  readonly open: () => Promise<Detector>;
  /** A small side, so that it is quick; undefined where the model's side is fixed. */
  readonly inputSide?: number;
  /** What the runtime must report. */
  readonly backend: string;
  /** Frames of the leak test; 500 unless the backend is slow. */
  readonly frames?: number;
  /** Its outputs lie on known grids: heat can be shown. */
  readonly hasGrids?: boolean;
  /** CPU threads that it must report. */
  readonly threads?: number;
}

/** Few detections are not enough to test an order: everything that the network says counts. */
const everything: Partial<DetectOptions> = { scoreThreshold: 0, maxDetections: 50 };

/** Of the leak test, as in the project's goals. */
const usualFrames = 500;

export function describeContract(subject: ContractSubject): void {
  describe(subject.name, { timeout: 60_000 }, () => {
    let detector: Detector;
    const side = subject.inputSide === undefined ? {} : { inputSide: subject.inputSide };
    const detect = (
      frame: Parameters<Detector['detect']>[0],
      options: Partial<DetectOptions> = {},
    ): Promise<DetectionResult> => detector.detect(frame, { ...everything, ...side, ...options });

    beforeAll(async () => {
      detector = await subject.open();
    }, 180_000);
    afterAll(() => detector.dispose());

    test('says what it is and what runs it', async () => {
      const { spec, runtime, loadMs, firstRunMs } = detector.info;
      expect(runtime.backend).toBe(subject.backend);
      expect(runtime.threads).toBe(subject.threads ?? 1);
      expect(spec.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(spec.labels.length).toBeGreaterThan(0);
      expect(loadMs).toBeGreaterThan(0);
      expect(firstRunMs).toBeGreaterThan(0);
      expect(await detector.trace(0)).toBeUndefined(); // no frame yet
    });

    test.each([
      ['one pixel', 1, 1, 3],
      ['a narrow portrait', 9, 200, 3],
      ['a landscape with alpha', 333, 97, 4],
      ['gray', 64, 48, 1],
    ] as const)('%s: boxes inside the frame, best first', async (_, width, height, channels) => {
      const result = await detect(picture(width, height, channels));
      expect([result.widthPx, result.heightPx]).toEqual([width, height]);
      let last = 1;
      for (const { boxXyxy, score, classIndex } of result.detections) {
        const [x1, y1, x2, y2] = boxXyxy;
        expect(x1).toBeGreaterThanOrEqual(0);
        expect(y1).toBeGreaterThanOrEqual(0);
        expect(x2).toBeLessThanOrEqual(width);
        expect(y2).toBeLessThanOrEqual(height);
        expect(x2).toBeGreaterThanOrEqual(x1);
        expect(y2).toBeGreaterThanOrEqual(y1);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(last);
        expect(detector.info.spec.labels[classIndex]).toBeDefined();
        last = score;
      }
      const { totalMs, ...stages } = result.timings;
      const sum = Object.values(stages).reduce((total, ms) => total + ms, 0);
      expect(Math.min(...Object.values(stages))).toBeGreaterThanOrEqual(0);
      // Clocks are rounded to 5 µs per stage.
      expect(totalMs).toBeGreaterThanOrEqual(sum - 0.1);
    });

    test('the same picture gives the same, with and without alpha, gray or coloured', async () => {
      const gray = picture(120, 90, 1);
      const first = await detect(gray);
      expect(first.detections.length).toBeGreaterThan(0);
      for (const frame of [gray, withChannels(gray, 3), withChannels(gray, 4)]) {
        expect((await detect(frame)).detections).toEqual(first.detections);
      }
    });

    test('two calls at once do not disturb each other', async () => {
      const [one, other] = [picture(120, 90, 3), picture(90, 120, 3)];
      const alone = [await detect(one), await detect(other)];
      const together = await Promise.all([detect(one), detect(other)]);
      expect(together.map(({ detections }) => detections)).toEqual(
        alone.map(({ detections }) => detections),
      );
    });

    test('thresholds and numbers hold', async () => {
      const frame = picture(120, 90, 3);
      const all = await detect(frame);
      // A little below a score: whether an equal one passes differs between packages.
      const middle = all.detections[Math.floor(all.detections.length / 2)]?.score ?? 0.5;
      const scoreThreshold = Math.max(0, middle - 1e-4);
      const some = await detect(frame, { scoreThreshold, maxDetections: 3 });
      expect(some.detections.length).toBeGreaterThan(0);
      expect(some.detections.length).toBeLessThanOrEqual(3);
      for (const { score } of some.detections) expect(score).toBeGreaterThan(scoreThreshold);
      if (!detector.info.spec.isTransparent) {
        expect(all.candidates).toBeUndefined();
        return;
      }
      const { candidates, detections } = await detect(frame, { wantsCandidates: true });
      if (!candidates) throw new Error('no candidates');
      expect(candidates.count).toBeGreaterThanOrEqual(detections.length);
      const again = suppress(candidates, { ...defaultOptions, ...everything });
      expect(again).toEqual(detections);
    });

    test('a traced detection is the detection', async () => {
      const { detections, heat = [] } = await detect(picture(120, 90, 3), { wantsHeat: true });
      if (!detector.info.spec.isTransparent) {
        expect(await detector.trace(0)).toBeUndefined();
        return;
      }
      for (const { origin, boxXyxy, score, classIndex } of detections.slice(0, 5)) {
        const traced = await detector.trace(origin ?? -1);
        expect(traced?.classScores[classIndex]).toBeCloseTo(score, 5);
        // Boxes of detections are float32.
        boxXyxy.forEach((edge, i) => expect(traced?.boxXyxy[i]).toBeCloseTo(edge, 3));
      }
      expect(heat.length > 0).toBe(subject.hasGrids === true);
      if (heat.length === 0) return;
      const hottest = Math.max(...heat.flatMap(({ scores }) => [...scores]));
      expect(hottest).toBeCloseTo(detections[0]?.score ?? NaN, 5);
    });

    test('an unusable frame is refused, and the next one runs', async () => {
      const { data } = picture(4, 4, 3);
      for (const frame of [
        { type: 'u8', width: 0, height: 0, channels: 3, data: new Uint8Array() },
        { type: 'u8', width: 5, height: 4, channels: 3, data },
      ] as const) {
        expect(await reasonOf(detect(frame))).toBe('bad-frame');
      }
      expect((await detect(picture(8, 8, 3))).widthPx).toBe(8);
    });

    test('options out of range are refused', async () => {
      const frame = picture(8, 8, 3);
      for (const options of [
        { scoreThreshold: 1.5 },
        { scoreThreshold: NaN },
        { inputSide: 100 },
      ] satisfies Partial<DetectOptions>[]) {
        expect(await reasonOf(detect(frame, options))).toBe('bad-option');
      }
    });

    test('an aborted call rejects, and the next one runs', async () => {
      const before = AbortSignal.abort();
      const frame = picture(64, 64, 3);
      expect(await reasonOf(detector.detect(frame, side, before))).toBe('AbortError');
      const midway = new AbortController();
      const running = reasonOf(detector.detect(frame, side, midway.signal));
      midway.abort();
      expect(await running).toBe('AbortError');
      expect((await detect(frame)).widthPx).toBe(64);
    });

    const { frames = usualFrames } = subject; // in the name, so that a report shows who ran fewer
    test(`holds nothing more after ${frames} frames`, { timeout: 300_000 }, async () => {
      const pixels = picture(48, 36, 4);
      // Node has no bitmaps. A detector closes those that it is given, so that each frame needs one of its own.
      const hasBitmaps = typeof createImageBitmap === 'function';
      const bitmap = (): Promise<ImageBitmap> =>
        createImageBitmap(new ImageData(Uint8ClampedArray.from(pixels.data), 48, 36));
      await detect(pixels);
      if (hasBitmaps) await detect(await bitmap());
      const before = await detector.counts();
      for (let i = 0; i < frames; i++) {
        const frame = hasBitmaps && i % 2 === 1 ? await bitmap() : pixels;
        await detector.detect(frame, { ...side, wantsCandidates: true });
      }
      expect(await detector.counts()).toEqual(before);
      expect(before.bitmaps).toBe(0);
    });

    // The last one: the detector of all the tests before is gone after it.
    test('after dispose nothing is held and calls reject', async () => {
      await detector.dispose();
      await detector.dispose();
      const { sessions, bitmaps } = await detector.counts();
      expect({ sessions, bitmaps }).toEqual({ sessions: 0, bitmaps: 0 });
      expect(await reasonOf(detector.detect(picture(8, 8, 3), side))).toBe('runtime-lost');
    });
  });
}

/** DetectError's reason, or the error's name; undefined where nothing was rejected. */
export async function reasonOf(promise: Promise<unknown>): Promise<string | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    if (error instanceof DetectError) return error.reason;
    return error instanceof Error ? error.name : String(error);
  }
}

/** Blobs and edges, so that a network has something to say. */
export function picture(width: number, height: number, channels: Channels): U8Image {
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBlob =
        (x - width / 2) ** 2 + (y - height / 3) ** 2 < (Math.min(width, height) / 4) ** 2;
      const at = (y * width + x) * channels;
      data[at] = isBlob ? 230 : 40 + ((x * 7 + y * 3) % 60);
      if (channels === 1) continue;
      data[at + 1] = isBlob ? 120 : 60;
      data[at + 2] = isBlob ? 20 : 90;
      if (channels === 4) data[at + 3] = 255;
    }
  }
  return imageOf('u8', width, height, channels, data);
}

function withChannels(gray: U8Image, channels: 3 | 4): U8Image {
  const data = new Uint8Array(gray.width * gray.height * channels).fill(255);
  gray.data.forEach((level, i) => data.fill(level, i * channels, i * channels + 3));
  return imageOf('u8', gray.width, gray.height, channels, data);
}
