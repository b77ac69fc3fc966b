import { expect, test } from 'vitest';
import { LiveReadings } from '$src/shell/live/readings';

const timings = (totalMs: number) => ({
  readFrameMs: 1,
  prepareMs: 2,
  inferMs: totalMs - 5,
  decodeMs: 1,
  suppressMs: 1,
  totalMs,
});

test('rate over the last two seconds, spreads over the last frames', () => {
  const readings = new LiveReadings();
  expect(readings.read(0)).toBeUndefined();
  // 11 frames, one every 100 ms, taking 10, 20, …, 110 ms.
  for (let i = 0; i <= 10; i++) readings.note(timings(10 * (i + 1)), 100 * i, 15 * (i + 1));
  const now = readings.read(1000);
  expect(now?.fps).toBeCloseTo(10);
  expect(now?.n).toBe(11);
  // Type-7 quantiles of 10..110: the middle one, and 9.5 steps of 10 above the first.
  expect(now?.frameMs).toEqual({ p50: 60, p95: 105 });
  expect(now?.ageMs.p50).toBe(90);
  expect(now?.stagesMs.inferMs.p50).toBe(55);
  expect(readings.read(10_000)?.fps).toBe(0); // nothing came lately
});

test('a slow detector has a rate too', () => {
  const readings = new LiveReadings();
  for (const atMs of [0, 4000, 8000]) readings.note(timings(3900), atMs, 0);
  expect(readings.read(11_000)?.fps).toBeCloseTo(0.25);
  expect(readings.read(14_000)?.fps).toBe(0);
});

test('old frames make room', () => {
  const readings = new LiveReadings();
  for (let i = 0; i < 500; i++) readings.note(timings(i < 380 ? 1000 : 10), i, 0);
  expect(readings.read(500)).toMatchObject({ n: 120, frameMs: { p50: 10, p95: 10 } });
  readings.reset();
  expect(readings.read(500)).toBeUndefined();
});
