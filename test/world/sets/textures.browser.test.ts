// Renders a few pictures of every texture: colour must not tell the classes apart, texture must.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { U8Image } from '$src/core/image';
import { WorldRenderer } from '$src/world/render/renderer';
import { drawSprite } from '$src/world/sets/draw';
import { itemAt, sheetSetOf } from '$src/world/sets/sets';

const set = sheetSetOf('textures');
if (!set) throw new Error('There is no set of textures.');
const perClass = { train: 8, test: 4 };
const size = 64;
const classCount = set.classes.length;

interface Sample {
  readonly label: number;
  readonly isTest: boolean;
  readonly image: U8Image;
}
const samples: Sample[] = [];
let renderer: WorldRenderer | undefined;

beforeAll(() => {
  renderer = new WorldRenderer(new OffscreenCanvas(16, 16));
  for (let index = 0; index < classCount * (perClass.train + perClass.test); index++) {
    const item = itemAt(set, perClass, index);
    const { image } = drawSprite(renderer, set, item, { size, samples: 2 });
    samples.push({ label: item.classIndex, isTest: item.split === 'test', image });
  }
}, 600_000);
afterAll(() => renderer?.dispose());

function channelStatistics({ data }: U8Image): number[] {
  const count = data.length / 3;
  return [0, 1, 2].flatMap((channel) => {
    let [sum, squares] = [0, 0];
    for (let i = channel; i < data.length; i += 3) {
      sum += data[i] ?? 0;
      squares += (data[i] ?? 0) ** 2;
    }
    const mean = sum / count;
    return [mean, Math.sqrt(squares / count - mean * mean)];
  });
}

/** Mean absolute difference of neighbours at several distances, by contrast: how fine, which way. */
function textureStatistics(image: U8Image): number[] {
  const [, deviation = 1] = channelStatistics(image);
  return [1, 2, 3, 5, 8].flatMap((step) => {
    const rows: number[] = [];
    for (const [dx, dy] of [
      [step, 0],
      [0, step],
    ] as const) {
      let [sum, count] = [0, 0];
      for (let y = 0; y + dy < size; y++) {
        for (let x = 0; x + dx < size; x++) {
          const a = image.data[3 * (y * size + x)] ?? 0;
          const b = image.data[3 * ((y + dy) * size + x + dx)] ?? 0;
          sum += Math.abs(a - b);
          count++;
        }
      }
      rows.push(sum / count / deviation);
    }
    // Orientation is random: what is more along and less across says the same turned round.
    return rows.sort((a, b) => a - b);
  });
}

/** Share of test pictures that a nearest-mean classifier gets right; features scaled by their spread. */
function nearestMean(featuresOf: (image: U8Image) => number[]): number {
  const train = samples.filter(({ isTest }) => !isTest);
  const features = train.map(({ image }) => featuresOf(image));
  const length = features[0]?.length ?? 0;
  const meanOf = (rows: readonly number[][]): number[] =>
    Array.from(
      { length },
      (_, i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rows.length,
    );
  const all = meanOf(features);
  const spread = all.map((_, i) =>
    Math.sqrt(meanOf(features.map((row) => row.map((v, j) => (v - (all[j] ?? 0)) ** 2)))[i] ?? 1),
  );
  const means = set?.classes.map((_, label) =>
    meanOf(features.filter((_, i) => train[i]?.label === label)),
  );
  const test = samples.filter(({ isTest }) => isTest);
  const right = test.filter(({ image, label }) => {
    const own = featuresOf(image);
    const distances = (means ?? []).map((mean) =>
      mean.reduce((sum, v, i) => sum + ((v - (own[i] ?? 0)) / (spread[i] ?? 1)) ** 2, 0),
    );
    return distances.indexOf(Math.min(...distances)) === label;
  });
  return right.length / test.length;
}

test('colour, brightness and contrast say nothing about the class', () => {
  // Chance is 1/8; with 32 pictures three standard deviations above it is 0.125 + 3 x 0.058 = 0.30.
  expect(nearestMean(channelStatistics)).toBeLessThan(0.3);
});

test('texture does', () => {
  expect(nearestMean(textureStatistics)).toBeGreaterThan(0.45);
});

test('no picture is flat or has lost its tint', () => {
  for (const { image } of samples) {
    const [, red = 0] = channelStatistics(image);
    expect(red).toBeGreaterThan(15);
  }
});

test('the same item gives the same pixels, whatever was drawn between', () => {
  const item = itemAt(set, perClass, 3);
  if (!renderer) throw new Error('no renderer');
  const { image } = drawSprite(renderer, set, item, { size, samples: 2 });
  expect([...image.data]).toEqual([...(samples[3]?.image.data ?? [])]);
});
