// The renderer against what geometry says must be true: masks, occlusion, truncation, depth, motion,
// focus, repeatability and the return of every resource.
import { afterAll, describe, expect, test } from 'vitest';
import { farM, type SoloMask, type TruthBuffers } from '$src/world/frame';
import { WorldRenderer } from '$src/world/render/renderer';
import { plainScene, thing } from '$test/support/scenes';

const renderer = new WorldRenderer(new OffscreenCanvas(16, 16));
afterAll(() => renderer.dispose());
const size = { width: 160, height: 120, samples: 1 };

function soloOf(buffers: TruthBuffers, label: number): SoloMask {
  const found = buffers.solos.find((solo) => solo.label === label);
  if (!found) throw new Error(`no solo mask for ${label}`);
  return found;
}
const count = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + (value ? 1 : 0), 0);
const visible = (buffers: TruthBuffers, label: number): number =>
  buffers.labels.reduce((sum, value) => sum + (value === label ? 1 : 0), 0);
function isInside(solo: SoloMask, x: number, y: number): boolean {
  const [column, row] = [x - solo.x, y - solo.y];
  if (column < 0 || row < 0 || column >= solo.width || row >= solo.height) return false;
  return solo.mask[row * solo.width + column] === 1;
}

describe('truth', () => {
  test('an object in the open: its visible mask is its whole mask', () => {
    const scene = plainScene([thing(7, 'apple', [0, 0, 0])]);
    const buffers = renderer.buffers(scene, size);
    expect(visible(buffers, 7)).toBeGreaterThan(100);
    expect(count(soloOf(buffers, 7).mask)).toBe(visible(buffers, 7));
    const drawn = new Set(buffers.labels);
    expect([...drawn].sort((a, b) => a - b)).toEqual([0, 7]);
  });

  test('behind another: visible pixels are a part of the whole mask, the rest shows the other', () => {
    const scene = plainScene([thing(1, 'apple', [0, 0, 0.1]), thing(2, 'apple', [0.02, 0, -0.02])]);
    const buffers = renderer.buffers(scene, size);
    const whole = soloOf(buffers, 2);
    expect(visible(buffers, 2)).toBeLessThan(count(whole.mask));
    expect(visible(buffers, 2)).toBeGreaterThan(0);
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        const label = buffers.labels[y * size.width + x];
        if (label === 2) expect(isInside(whole, x, y)).toBe(true);
        if (label === 0) expect(isInside(whole, x, y)).toBe(false);
      }
    }
    expect(count(soloOf(buffers, 1).mask)).toBe(visible(buffers, 1));
  });

  test('across the edge of the picture the whole mask goes on outside', () => {
    const scene = plainScene([thing(1, 'apple', [0.28, 0, 0])]);
    const buffers = renderer.buffers(scene, size);
    const whole = soloOf(buffers, 1);
    expect(whole.x + whole.width).toBeGreaterThan(size.width);
    expect(count(whole.mask)).toBeGreaterThan(visible(buffers, 1));
    expect(visible(buffers, 1)).toBeGreaterThan(0);
  });

  test('depth is the distance along the axis', () => {
    const { camera, ...rest } = plainScene([]);
    const down = {
      ...rest,
      camera: { ...camera, elevationDeg: 90, targetM: [0, 0, 0] as const, distanceM: 1.25 },
    };
    const { depthM } = renderer.buffers(down, size);
    // Straight down on the table every pixel is 1.25 m away along the axis; 24 bits of 20 m are 1.2 um.
    for (const depth of depthM) expect(Math.abs(depth - 1.25)).toBeLessThan(1e-3);
    expect(Math.max(...depthM)).toBeLessThan(farM);
  });
});

describe('picture', () => {
  test('the same description gives the same pixels, also after another scene', () => {
    const scene = plainScene([thing(1, 'apple', [0, 0, 0])]);
    const fine = { ...size, samples: 4 };
    const first = renderer.picture(scene, fine);
    renderer.picture(plainScene([thing(1, 'apple', [0.1, 0, 0], 9)]), fine);
    expect(renderer.picture(structuredClone(scene), fine).data).toEqual(first.data);
  });

  test('motion smears along the motion, and what stands still stays sharp', () => {
    const still = plainScene([thing(1, 'apple', [0, 0, 0])]);
    const moving = {
      ...still,
      sensor: { ...still.sensor, exposureS: 0.1 },
      objects: still.objects.map((object) => ({ ...object, velocityMPerS: [1, 0, 0] as const })),
    };
    const fine = { ...size, samples: 16 };
    const changed = (axis: 'x' | 'y'): number => {
      const [a, b] = [renderer.picture(still, fine), renderer.picture(moving, fine)];
      const seen = new Set<number>();
      for (let i = 0; i < a.data.length; i += 3) {
        if (Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0)) < 10) continue;
        const at = i / 3;
        seen.add(axis === 'x' ? at % size.width : Math.floor(at / size.width));
      }
      return seen.size;
    };
    expect(changed('x')).toBeGreaterThan(changed('y'));
  });

  test('a wide lens blurs what is out of focus and leaves what is in focus', () => {
    const at = (focusM: number, apertureMm: number) => {
      const scene = plainScene([thing(1, 'apple', [0, 0, 0])]);
      const camera = { ...scene.camera, focusM, apertureMm };
      return gradientOf(renderer.picture({ ...scene, camera }, { ...size, samples: 16 }).data);
    };
    const sharp = at(0.9, 0);
    expect(at(0.9, 30)).toBeGreaterThan(0.6 * sharp);
    expect(at(3, 30)).toBeLessThan(0.6 * sharp);
  });
});

test('everything is given back', () => {
  const other = new WorldRenderer(new OffscreenCanvas(16, 16));
  other.frame(plainScene([thing(1, 'apple', [0, 0, 0])]), size);
  const { geometries, textures } = other.counts();
  expect(geometries).toBeGreaterThan(0);
  expect(textures).toBeGreaterThan(0);
  other.frame(plainScene([thing(1, 'apple', [0.1, 0, 0], 5)]), size);
  expect(other.counts().geometries).toBeLessThanOrEqual(geometries + 2); // not one more per scene
  other.dispose();
  // One program is three's own for shadows; it goes with the context, which dispose gives up.
  expect(other.counts()).toEqual({ geometries: 0, textures: 0, programs: 1 });
});

/** Sum of horizontal differences over the middle of the picture, where the apple is. */
function gradientOf(data: Uint8Array): number {
  let sum = 0;
  for (let y = 40; y < 90; y++) {
    for (let x = 50; x < 110; x++) {
      const i = 3 * (y * size.width + x);
      sum += Math.max(0, Math.abs((data[i + 3] ?? 0) - (data[i] ?? 0)) - 8);
    }
  }
  return sum;
}

test('nothing of the room stands before the table, wherever the camera is', () => {
  // A camera at which the software rasteriser once drew a wall's triangle across the frame, and one
  // beyond the walls, which are seen through from behind.
  const scene = plainScene([thing(1, 'apple', [0, 0, 0])], 1335486824);
  for (const camera of [
    { distanceM: 3.2396, elevationDeg: 36.5, azimuthDeg: -26.5, focalLengthMm: 62.2 },
    { distanceM: 4.6, elevationDeg: 70, azimuthDeg: 10, focalLengthMm: 90 },
    { distanceM: 4.6, elevationDeg: 12, azimuthDeg: 10, focalLengthMm: 90 },
  ]) {
    const far = {
      ...scene,
      backdrop: { family: 'curtain', seed: 1335486824 },
      camera: { ...scene.camera, targetM: [0, 0.02, 0] as const, ...camera },
    };
    expect(visible(renderer.buffers(far, { ...size, width: 320, height: 320 }), 1)).toBeGreaterThan(
      9,
    );
  }
});
