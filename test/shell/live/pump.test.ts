import { describe, expect, test } from 'vitest';
import type { DetectionResult } from '$src/detect/types';
import { FramePump, type Shot } from '$src/shell/live/pump';

/** A source that counts up, and a detector that answers when told to. */
function setUp(): {
  pump: FramePump<number>;
  /** The source moves on to picture `n`. */
  picture: (n: number) => void;
  /** Answers the picture under way. */
  answer: (error?: Error) => Promise<void>;
  asked: number[];
  shots: Shot<number>[];
  failures: unknown[];
} {
  let newest: number | undefined;
  let clock = 0;
  let settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const asked: number[] = [];
  const shots: Shot<number>[] = [];
  const failures: unknown[] = [];
  const pump = new FramePump<number>({
    take: () => newest,
    detect: (n) => {
      asked.push(n);
      return new Promise((resolve, reject) => {
        settle = { resolve: () => resolve(resultOf(n)), reject };
      });
    },
    show: (shot) => shots.push(shot),
    fail: (error) => failures.push(error),
    now: () => ++clock,
  });
  return {
    pump,
    asked,
    shots,
    failures,
    picture: (n) => {
      newest = n;
      pump.newer();
    },
    answer: async (error) => {
      const waiting = settle;
      settle = undefined;
      if (error) waiting?.reject(error);
      else waiting?.resolve();
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
}

/** A result that can be told by its width. */
function resultOf(n: number): DetectionResult {
  const timings = {
    readFrameMs: 0,
    prepareMs: 0,
    inferMs: 0,
    decodeMs: 0,
    suppressMs: 0,
    totalMs: 0,
  };
  return { widthPx: n, heightPx: 1, detections: [], timings, inputSidePx: 320 };
}

describe('the newest picture wins', () => {
  test('pictures between are passed over, and every shot has the result of its own picture', async () => {
    const { pump, picture, answer, asked, shots } = setUp();
    picture(1);
    picture(2);
    picture(3);
    expect(asked).toEqual([1]); // one at a time
    await answer();
    expect(asked).toEqual([1, 3]);
    await answer();
    expect(asked).toEqual([1, 3]); // nothing newer: nothing is looked at twice
    expect(shots.map(({ picture: n, result }) => [n, result?.widthPx])).toEqual([
      [1, 1],
      [3, 3],
    ]);
    expect(pump.skipped).toBe(1);
    const [first] = shots;
    expect(first && first.doneAtMs > first.takenAtMs).toBe(true);
  });

  test('a failed picture is shown without boxes, told, and the next one goes on', async () => {
    const { picture, answer, shots, failures, asked } = setUp();
    picture(1);
    await answer(new Error('gone'));
    expect(shots).toMatchObject([{ picture: 1, result: undefined }]);
    expect(failures).toMatchObject([{ message: 'gone' }]);
    picture(2);
    expect(asked).toEqual([1, 2]);
  });
});

describe('paused', () => {
  test('the last picture stays, can be looked at again, and pictures go on after', async () => {
    const { pump, picture, answer, asked, shots } = setUp();
    picture(1);
    await answer();
    pump.pause();
    picture(2);
    expect(asked).toEqual([1]);
    pump.again();
    await answer();
    expect(shots.map(({ picture: n }) => n)).toEqual([1, 1]);
    pump.resume();
    expect(asked).toEqual([1, 1, 2]); // what the source holds by now, without waiting for the next
  });

  test('the first picture of a source is taken all the same', async () => {
    const { pump, picture, answer, shots } = setUp();
    pump.pause();
    picture(1);
    await answer();
    expect(shots).toHaveLength(1);
  });
});

test('after a change of source, what was under way is thrown away', async () => {
  const { pump, picture, answer, shots, asked } = setUp();
  picture(1);
  pump.reset();
  await answer();
  expect(shots).toEqual([]);
  picture(7);
  await answer();
  expect(asked).toEqual([1, 7]);
  expect(shots.map(({ picture: n }) => n)).toEqual([7]);
});
