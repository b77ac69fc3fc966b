/** The browser’s side of the preview scripts: things and scenes to look at while one works on them. */
import type { ThingName } from '$src/world/classes';
import { WorldRenderer, type RenderOptions } from '$src/world/render/renderer';
import type { SceneDescription, SceneObject } from '$src/world/scene';
import { encode } from './pictures';
import { plainScene, thing } from './plain-scene';

const canvas = new OffscreenCanvas(16, 16);
const renderer = new WorldRenderer(canvas);

/** The plain setting as a camera with a lens sees it. */
function shownScene(objects: readonly SceneObject[], seed: number): SceneDescription {
  const scene = plainScene(objects, seed);
  return { ...scene, camera: { ...scene.camera, apertureMm: 6 } };
}

const api = {
  /** A PNG (base64) of `count` looks of one thing, `perScene` to a picture. */
  async sheet(kind: ThingName, seed: number, perRow: number, options: RenderOptions) {
    const objects: SceneObject[] = [];
    for (let row = 0; row < 2; row++) {
      for (let i = 0; i < perRow; i++) {
        const n = objects.length;
        const at = [((i + 0.5) / perRow - 0.5) * 0.62, 0, 0.12 - 0.24 * row] as const;
        objects.push({ ...thing(n + 1, kind, at, seed * 100 + n), rotationDeg: [0, 37 * n, 0] });
      }
    }
    return encode(renderer.picture(shownScene(objects, seed), options), 'png', 100);
  },
  async scene(description: SceneDescription, options: RenderOptions) {
    const started = performance.now();
    const { image } = renderer.frame(description, options);
    const ms = performance.now() - started;
    return { png: await encode(image, 'png', 100), ms };
  },
  /** Milliseconds per picture, draft and truth, for one scene drawn again and again. */
  time(kind: ThingName, count: number, options: RenderOptions) {
    const objects = Array.from({ length: count }, (_, i) =>
      thing(i + 1, kind, [((i % 4) - 1.5) * 0.12, 0, (Math.floor(i / 4) - 1) * 0.12], i),
    );
    const rows: Record<string, number> = {};
    for (const name of ['first', 'again', 'third']) {
      const scene = shownScene(objects, 1);
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
