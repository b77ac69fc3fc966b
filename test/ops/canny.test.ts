import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createImage, grayFromRows, imageOf, type U8Image } from '$src/core/image';
import { createRng } from '$src/core/rng';
import { canny, hysteresis, type CannyParams } from '$src/ops/canny/reference';

const plain: CannyParams = { low: 50, high: 150, apertureSize: 3, L2gradient: false };

/** Hysteresis by its definition: dilate the strong pixels inside the candidates until nothing changes. */
function byDilation(map: U8Image): number[] {
  const { width, height, data } = map;
  const edge = Array.from(data, (v) => v === 255);
  for (let isChanging = true; isChanging;) {
    isChanging = false;
    for (let i = 0; i < data.length; i++) {
      if (data[i] !== 128 || edge[i]) continue;
      const [x, y] = [i % width, Math.floor(i / width)];
      edge[i] = [-1, 0, 1].some((dy) =>
        [-1, 0, 1].some((dx) => {
          const [nx, ny] = [x + dx, y + dy];
          return nx >= 0 && ny >= 0 && nx < width && ny < height && edge[ny * width + nx];
        }),
      );
      if (edge[i]) isChanging = true;
    }
  }
  return edge.map((isEdge) => (isEdge ? 255 : 0));
}

function blobs(seed: number): U8Image {
  const rng = createRng(seed);
  const image = createImage('u8', 40, 30);
  const spots = Array.from({ length: 6 }, () => [
    rng.integer(0, 39),
    rng.integer(0, 29),
    rng.integer(10, 60),
  ]);
  for (let i = 0; i < image.data.length; i++) {
    const [x, y] = [i % 40, Math.floor(i / 40)];
    const sum = spots.reduce(
      (s, [cx = 0, cy = 0, v = 0]) => s + (Math.hypot(x - cx, y - cy) < 7 ? v : 0),
      0,
    );
    image.data[i] = Math.min(255, sum + rng.integer(0, 12));
  }
  return image;
}

describe('hysteresis', () => {
  it('keeps weak pixels that touch a strong one in any of 8 directions, and drops the others', () => {
    const map = grayFromRows([
      [255, 0, 0, 0, 128],
      [0, 128, 0, 0, 0],
      [0, 0, 128, 0, 0],
      [128, 0, 0, 0, 0],
    ]);
    expect([...hysteresis(map).data]).toEqual([
      ...[255, 0, 0, 0, 0],
      ...[0, 255, 0, 0, 0],
      ...[0, 0, 255, 0, 0],
      ...[0, 0, 0, 0, 0],
    ]);
  });

  it('does not wrap around from one row to the next', () => {
    const map = grayFromRows([
      [0, 0, 255],
      [128, 0, 0],
    ]);
    expect([...hysteresis(map).data]).toEqual([0, 0, 255, 0, 0, 0]);
  });

  it('equals repeated dilation inside the candidates, and is done after one go', () => {
    const maps = fc.array(fc.constantFrom(0, 0, 128, 128, 128, 255), {
      minLength: 63,
      maxLength: 63,
    });
    fc.assert(
      fc.property(maps, (values) => {
        const map = imageOf('u8', 9, 7, 1, Uint8Array.from(values));
        const edges = hysteresis(map);
        expect([...edges.data]).toEqual(byDilation(map));
        expect([...hysteresis(edges).data]).toEqual([...edges.data]);
      }),
    );
  });
});

describe('canny', () => {
  it('tells what hysteresis did with every candidate', () => {
    // A step of 20 that grows to 60 further down: weak above, strong below; a faint one apart.
    const image = grayFromRows(
      Array.from({ length: 9 }, (_, y) => [
        0,
        0,
        0,
        y < 5 ? 20 : 60,
        y < 5 ? 20 : 60,
        60,
        60,
        60,
        60,
        60,
      ]),
    );
    const { kept, edges, suppressed } = canny(image, { ...plain, low: 30, high: 200 });
    kept.data.forEach((label, i) => {
      expect(edges.data[i]).toBe(label >= 2 ? 255 : 0);
      expect(suppressed.data[i]).toBe([0, 128, 128, 255][label]);
    });
    expect(new Set(kept.data)).toEqual(new Set([0, 2, 3]));
    const alone = canny(image, { ...plain, low: 30, high: 3000 });
    expect(new Set(alone.kept.data)).toEqual(new Set([0, 1]));
    expect(alone.edges.data.every((v) => v === 0)).toBe(true);
  });

  it('finds fewer edges with higher thresholds, always a subset', () => {
    for (let seed = 0; seed < 10; seed++) {
      const image = blobs(seed);
      const loose = canny(image, { ...plain, low: 30, high: 120 }).edges.data;
      for (const p of [
        { low: 60, high: 120 },
        { low: 30, high: 180 },
      ]) {
        const strict = canny(image, { ...plain, ...p }).edges.data;
        strict.forEach((v, i) => expect(v).toBeLessThanOrEqual(loose[i] ?? 0));
      }
      const swapped = canny(image, { ...plain, low: 120, high: 30 }).edges.data;
      expect([...swapped]).toEqual([...loose]);
    }
  });

  it('gives the direction of the gradient that it used', () => {
    const { dx, dy, direction } = canny(blobs(1), plain);
    direction.data.forEach((degrees, i) => {
      const [x, y] = [dx.data[i] ?? 0, dy.data[i] ?? 0];
      const angle = (degrees * Math.PI) / 180;
      const length = Math.hypot(x, y);
      // float32 degrees: half a unit in the last place of 360 is 1.5e-5 degrees, 2.7e-7 radians.
      expect(Math.abs(length * Math.cos(angle) - x)).toBeLessThan(1e-3);
      if (length > 0) expect(Math.abs(length * Math.sin(angle) - y)).toBeLessThan(1e-3);
    });
  });

  it('finds nothing in a constant image and takes 1 × 1', () => {
    expect([...canny(grayFromRows([[9]]), { ...plain, low: 0, high: 0 }).edges.data]).toEqual([0]);
    expect(canny(createImage('u8', 5, 4), plain).edges.data.every((v) => v === 0)).toBe(true);
    expect(() => canny(createImage('u8', 2, 2, 3), plain)).toThrow('3 channels');
  });
});
