import { expect, test } from 'vitest';
import { duration, PaceMeter, paceLine, StageTimes } from '$scripts/world/progress';

test('one picture in two seconds is 30 per minute, and 90 more take three minutes', () => {
  const meter = new PaceMeter(100, 5, 0);
  let pace = meter.add(2);
  for (const nowS of [4, 6, 8, 10]) pace = meter.add(nowS);
  expect(pace).toEqual({ done: 10, total: 100, perMinute: 30, leftS: 180 });
  expect(paceLine('test', pace)).toBe('test 10/100 (10 %), 30 pictures/min, 3 min left');
});

test('the rate forgets what was slow more than a minute ago', () => {
  const meter = new PaceMeter(1000, 0, 0);
  meter.add(600); // ten minutes for the first
  let pace = meter.add(601);
  for (let nowS = 602; nowS <= 700; nowS++) pace = meter.add(nowS);
  expect(pace.perMinute).toBeCloseTo(60, 6);
});

test.each([
  [0, '0 s'],
  [89.4, '89 s'],
  [90, '2 min'],
  [12 * 60, '12 min'],
  [200 * 60, '3 h 20 min'],
])('%d s reads %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test('stages are averaged over pictures and add up to 100 %', () => {
  const times = new StageTimes();
  expect(times.summary()).toBe('');
  times.add({ truth: 10, picture: 100 });
  times.add({ truth: 30, picture: 260 });
  expect(times.summary()).toBe(
    'per picture and worker: truth 20.0 ms (10 %), picture 180.0 ms (90 %)',
  );
});
