// The small parts: rate, history, speed, the groups of the panel, the line round a thing.
import { describe, expect, it } from 'vitest';
import { defaults } from '$src/core/params';
import { imageOf } from '$src/core/image';
import { dials } from '$src/world/dials';
import { History } from '$src/world/live/history';
import { placedFrom, seenFrom } from '$src/world/live/orbit';
import { Rate } from '$src/world/live/rate';
import { fineSamples, isSlow, sizes } from '$src/world/live/speed';
import { groups, namesOf } from '$src/world/ui/groups';
import { markEdge, rgbaOf } from '$src/world/ui/preview';
import { plainScene } from '$test/support/scenes';

describe('the rate', () => {
  it('counts the pictures of the last second and takes the median of their times', () => {
    const rate = new Rate();
    expect([rate.fps, rate.frameMs]).toEqual([0, 0]);
    for (let i = 0; i <= 60; i++) rate.note(40 * i, i === 60 ? 500 : 31);
    expect(rate.fps).toBeCloseTo(25, 6);
    expect(rate.frameMs).toBe(31);
  });

  it('measures pictures that take longer than a second, too', () => {
    const rate = new Rate();
    for (const atMs of [0, 2500, 5000]) rate.note(atMs, 2400);
    expect(rate.fps).toBeCloseTo(0.4, 6);
  });
});

describe('undo', () => {
  it('takes back one gesture at a time, and brings it again', () => {
    const history = new History<number>();
    history.note(0, 'drag 1');
    history.note(1, 'drag 1');
    history.note(2, 'drag 2');
    expect(history.undo(3)).toBe(2);
    expect(history.undo(2)).toBe(0);
    expect(history.undo(0)).toBeUndefined();
    expect(history.redo(0)).toBe(2);
    expect(history.canRedo).toBe(true);
    history.note(2, 'drag 2'); // a new change ends what could be redone
    expect(history.canRedo).toBe(false);
  });
});

describe('speed', () => {
  it('calls software rendering slow and a graphics processor quick', () => {
    const [software, hardware] = [200 / (320 * 320), 3 / (320 * 320)];
    expect(isSlow(software, sizes['320x320'])).toBe(true);
    expect(isSlow(hardware, sizes['640x480'])).toBe(false);
    expect(isSlow(Infinity, sizes['320x320'])).toBe(true);
    expect(fineSamples(software, sizes['320x320'])).toBe(4);
    expect(fineSamples(hardware, sizes['640x480'])).toBe(16);
    expect(fineSamples(Infinity, sizes['320x320'])).toBe(4);
  });
});

describe('the live camera', () => {
  it('places things as if no camera dial had been touched', () => {
    const turned = { ...defaults(dials), cameraTurnDeg: 30, focalLengthMm: 80, count: 9 };
    expect(placedFrom(turned)).toEqual({ ...defaults(dials), count: 9 });
  });

  it('steps back with a longer lens, so that things keep their size', () => {
    const scene = plainScene([]);
    const far = seenFrom(scene, { ...defaults(dials), focalLengthMm: 100 }, 100).camera;
    expect(far.distanceM).toBeCloseTo(2 * scene.camera.distanceM, 9);
    expect(far.focusM).toBeCloseTo(2 * scene.camera.focusM, 9);
  });
});

describe('the panel', () => {
  it('has every dial once', () => {
    const shown = Object.values(groups).flatMap((group) => [...group.dials]);
    expect(shown.toSorted()).toEqual(Object.keys(dials).toSorted());
  });

  it('numbers things of one kind', () => {
    const objects = [
      { id: 4, kind: 'apple' },
      { id: 5, kind: 'wine glass' },
      { id: 9, kind: 'apple' },
    ] as const;
    expect([...namesOf(objects)]).toEqual([
      [4, 'Apple 1'],
      [5, 'Wine glass'],
      [9, 'Apple 2'],
    ]);
  });

  it('marks the selected thing inside and outside its edge, and nothing else', () => {
    const labels = imageOf('u8', 5, 5, 1, new Uint8Array(25));
    for (const at of [6, 7, 8, 11, 12, 13, 16, 17, 18]) labels.data[at] = 3;
    const rgba = rgbaOf(imageOf('u8', 5, 5, 3, new Uint8Array(75).fill(100)));
    markEdge(rgba, labels, 3);
    const reds = Array.from({ length: 25 }, (_, i) => rgba[4 * i]);
    const [a, b, c] = [100, 15, 250];
    expect(reds).toEqual(
      [
        [a, b, b, b, a],
        [b, c, c, c, b],
        [b, c, a, c, b],
        [b, c, c, c, b],
        [a, b, b, b, a],
      ].flat(),
    );
  });
});
