/** The browser's side of `npm run world`: renders what the Node side asks for. */
import type { ThingName } from '$src/world/classes';
import { WorldRenderer, type RenderOptions } from '$src/world/render/renderer';
import type { SceneDescription, SceneObject } from '$src/world/scene';
import type { U8Image } from '$src/core/image';

const canvas = new OffscreenCanvas(16, 16);
const renderer = new WorldRenderer(canvas);

async function encode(image: U8Image, type: string, quality?: number): Promise<string> {
  const picture = new OffscreenCanvas(image.width, image.height);
  const context = picture.getContext('2d');
  if (!context) throw new Error('This browser gives no 2-D context.');
  const pixels = context.createImageData(image.width, image.height);
  for (let i = 0, j = 0; i < image.data.length; i += 3, j += 4) {
    pixels.data[j] = image.data[i] ?? 0;
    pixels.data[j + 1] = image.data[i + 1] ?? 0;
    pixels.data[j + 2] = image.data[i + 2] ?? 0;
    pixels.data[j + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
  const blob = await picture.convertToBlob(quality === undefined ? { type } : { type, quality });
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(new Error('The picture could not be read back.'));
    reader.readAsDataURL(blob);
  });
}

/** A neutral scene to look at things in. */
export function plainScene(objects: readonly SceneObject[], seed: number): SceneDescription {
  return {
    version: 1,
    seed,
    domain: 'studio',
    objects,
    table: { family: 'oak', seed },
    backdrop: { family: 'wall', seed },
    surroundings: { family: 'softbox', seed },
    camera: {
      targetM: [0, 0.05, 0],
      distanceM: 0.9,
      elevationDeg: 28,
      azimuthDeg: 0,
      rollDeg: 0,
      focalLengthMm: 50,
      apertureMm: 6,
      focusM: 0.9,
      velocityMPerS: [0, 0, 0],
      panDegPerS: 0,
    },
    light: {
      levelEv: 0,
      elevationDeg: 50,
      azimuthDeg: -40,
      temperatureK: 5600,
      contrast: 0.55,
      softness: 0.4,
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

const api = {
  plain: plainScene,
  /** A PNG (base64) of `count` looks of one thing, `perScene` to a picture. */
  async sheet(kind: ThingName, seed: number, perRow: number, options: RenderOptions) {
    const objects: SceneObject[] = [];
    for (let row = 0; row < 2; row++) {
      for (let i = 0; i < perRow; i++) {
        objects.push({
          id: objects.length + 1,
          kind,
          seed: seed * 100 + objects.length,
          positionM: [((i + 0.5) / perRow - 0.5) * 0.62, 0, 0.12 - 0.24 * row],
          rotationDeg: [0, 37 * objects.length, 0],
          scale: 1,
          velocityMPerS: [0, 0, 0],
          spinDegPerS: 0,
        });
      }
    }
    return encode(renderer.picture(plainScene(objects, seed), options), 'image/png');
  },
  async scene(description: SceneDescription, options: RenderOptions) {
    const started = performance.now();
    const { image } = renderer.frame(description, options);
    const ms = performance.now() - started;
    return { png: await encode(image, 'image/png'), ms };
  },
  /** Milliseconds per picture, draft and truth, for one scene drawn again and again. */
  time(kind: ThingName, count: number, options: RenderOptions) {
    const objects: SceneObject[] = Array.from({ length: count }, (_, i) => ({
      id: i + 1,
      kind,
      seed: i,
      positionM: [((i % 4) - 1.5) * 0.12, 0, (Math.floor(i / 4) - 1) * 0.12],
      rotationDeg: [0, 0, 0],
      scale: 1,
      velocityMPerS: [0, 0, 0],
      spinDegPerS: 0,
    }));
    const rows: Record<string, number> = {};
    for (const name of ['first', 'again', 'third']) {
      const scene = plainScene(objects, 1);
      let started = performance.now();
      renderer.picture(scene, options);
      rows[`${name} picture`] = performance.now() - started;
      started = performance.now();
      renderer.picture(scene, options);
      rows[`${name} same picture`] = performance.now() - started;
      started = performance.now();
      renderer.buffers(scene, options);
      rows[`${name} truth`] = performance.now() - started;
    }
    return { rows, counts: renderer.counts() };
  },
};

export type WorldPageApi = typeof api;
Object.assign(globalThis, { world: api });
