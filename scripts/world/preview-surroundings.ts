/**
 * Tables, backdrops and light side by side, while one works on them; a PNG per family and a list of
 * times:
 *   node scripts/run.mjs scripts/world/preview-surroundings.ts --table oak,walnut --seeds 3 --out DIR
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { backdropFamilies, surroundingFamilies, tableFamilies } from '$src/world/families';
import type { SceneDescription, SceneObject } from '$src/world/scene';
import { withPage } from '../support/browser-page';

interface World {
  scene(description: SceneDescription, options: object): Promise<{ png: string; ms: number }>;
}

const all = (families: { studio: readonly string[]; field: readonly string[] }) => [
  ...families.studio,
  ...families.field,
];

export async function main(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      table: { type: 'string', default: 'oak' },
      backdrop: { type: 'string', default: 'wall' },
      light: { type: 'string', default: 'softbox' },
      seeds: { type: 'string', default: '1' },
      first: { type: 'string', default: '1' },
      things: { type: 'string', default: 'apple' },
      count: { type: 'string', default: '4' },
      size: { type: 'string', default: '320' },
      samples: { type: 'string', default: '4' },
      elevation: { type: 'string', default: '22' },
      distance: { type: 'string', default: '0.8' },
      azimuth: { type: 'string', default: '0' },
      focal: { type: 'string', default: '40' },
      aperture: { type: 'string', default: '6' },
      contrast: { type: 'string', default: '0.55' },
      softness: { type: 'string', default: '0.4' },
      keyElevation: { type: 'string', default: '50' },
      keyAzimuth: { type: 'string', default: '-40' },
      out: { type: 'string', default: '.' },
    },
  });
  const names = (text: string, families: string[]) => (text === 'all' ? families : text.split(','));
  const tables = names(values.table, all(tableFamilies));
  const backdrops = names(values.backdrop, all(backdropFamilies));
  const lights = names(values.light, all(surroundingFamilies));
  const things = values.things.split(',');
  await mkdir(values.out, { recursive: true });
  await withPage('/scripts/world/page.html', async (page) => {
    page.on('console', (message) => {
      if (message.type() === 'error') console.error(message.text().slice(0, 3000));
    });
    await page.waitForFunction(() => 'world' in globalThis, undefined, { timeout: 120_000 });
    for (const table of tables) {
      for (const backdrop of backdrops) {
        for (const light of lights) {
          for (let i = 0; i < Number(values.seeds); i++) {
            const seed = Number(values.first) + i;
            const description = sceneOf(table, backdrop, light, seed, things, values);
            const size = Number(values.size);
            const { png, ms } = await page.evaluate(
              ({ description, options }) =>
                (globalThis as unknown as { world: World }).world.scene(description, options),
              {
                description,
                options: { width: size, height: size, samples: Number(values.samples) },
              },
            );
            const name = `${table}-${backdrop}-${light}-${seed}.png`;
            await writeFile(join(values.out, name), Buffer.from(png, 'base64'));
            console.error(`${name} ${ms.toFixed(0)} ms`);
          }
        }
      }
    }
  });
}

function sceneOf(
  table: string,
  backdrop: string,
  light: string,
  seed: number,
  things: readonly string[],
  values: Readonly<Record<string, string>>,
): SceneDescription {
  const value = (name: string): number => Number(values[name]);
  const objects = Array.from({ length: value('count') }, (_, i): SceneObject => {
    const angle = i * 2.4 + seed;
    const radius = 0.09 * Math.sqrt(i + 0.3);
    return {
      id: i + 1,
      kind: (things[i % things.length] ?? 'apple') as SceneObject['kind'],
      seed: 10 * seed + i,
      positionM: [radius * Math.cos(angle), 0, radius * Math.sin(angle)],
      rotationDeg: [0, 70 * i, 0],
      scale: 1,
      velocityMPerS: [0, 0, 0],
      spinDegPerS: 0,
    };
  });
  return {
    version: 1,
    seed,
    domain: 'studio',
    objects,
    table: { family: table, seed },
    backdrop: { family: backdrop, seed },
    surroundings: { family: light, seed },
    camera: {
      targetM: [0, 0.05, 0],
      distanceM: value('distance'),
      elevationDeg: value('elevation'),
      azimuthDeg: value('azimuth'),
      rollDeg: 0,
      focalLengthMm: value('focal'),
      apertureMm: value('aperture'),
      focusM: value('distance'),
      velocityMPerS: [0, 0, 0],
      panDegPerS: 0,
    },
    light: {
      levelEv: 0,
      elevationDeg: value('keyElevation'),
      azimuthDeg: value('keyAzimuth'),
      temperatureK: 5600,
      contrast: value('contrast'),
      softness: value('softness'),
    },
    sensor: {
      exposureEv: 0,
      noisePercent: 0,
      blackClip: 0,
      whiteBalanceK: 5600,
      saturation: 1,
      toneContrast: 1,
      vignetting: 0,
      jpegQuality: null,
      exposureS: 0,
    },
    timeS: 0,
  };
}
