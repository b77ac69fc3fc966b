// The real worker with the real renderer: a picture with truth, and nothing left on the GPU afterwards.
import { afterEach, expect, it } from 'vitest';
import { defaults } from '$src/core/params';
import { outlineOf } from '$src/core/labels';
import { dials } from '$src/world/dials';
import { WorldClient } from '$src/world/live/client';
import type { Composed } from '$src/world/live/protocol';
import { LiveWorld } from '$src/world/live/live-world.svelte';

const timeoutMs = 180_000; // software rendering compiles a dozen shader programs first
const none = { geometries: 0, textures: 0, programs: 0 };
const size = { width: 160, height: 120, samples: 1 } as const;
let client: WorldClient;
const lane = new Set<WorldClient>();

function open(): WorldClient {
  client = new WorldClient();
  lane.add(client);
  return client;
}
afterEach(() => {
  for (const one of lane) one.dispose();
  lane.clear();
});

const few = { ...defaults(dials), count: 2, distractors: 0 };
/** One kind is enough: every kind compiles its own programs. */
function apples({ scene, footprints }: Composed): Composed {
  return {
    scene: { ...scene, objects: scene.objects.map((object) => ({ ...object, kind: 'apple' })) },
    footprints,
  };
}

it(
  'draws a picture with exact labels, keeps count of the GPU, and gives it all back',
  async () => {
    const on = open();
    expect(on.isOpen).toBe(false);
    const { scene } = apples(await on.compose(few, 3));
    expect(await on.counts()).toEqual(none);
    const picture = await on.frame(scene, { ...size, wants: 'truth' });
    expect(picture.image).toMatchObject({ width: 160, height: 120, channels: 3, type: 'u8' });
    expect(new Set(picture.image.data).size).toBeGreaterThan(50); // a picture, not one colour
    expect([...new Set(picture.labels?.data)].toSorted()).toEqual([0, 1, 2]);
    expect(picture.labels && outlineOf(picture.labels)).toEqual(picture.outline);
    expect(picture.truth?.instances.map(({ label, kind }) => [label, kind])).toEqual([
      [1, 'apple'],
      [2, 'apple'],
    ]);
    for (const { label, visibleAreaPx } of picture.truth?.instances ?? []) {
      expect(picture.labels?.data.filter((value) => value === label)).toHaveLength(visibleAreaPx);
    }

    // The labels alone are the same.
    const labels = await on.frame(scene, { ...size, wants: 'labels' });
    expect(labels.labels).toEqual(picture.labels);
    // A turned camera builds nothing anew. (Counted from the second picture on: sums of light take turns.)
    const drawn = await on.counts();
    expect(drawn.geometries).toBeGreaterThan(0);
    const turned = { ...scene, camera: { ...scene.camera, azimuthDeg: 20 } };
    const other = await on.frame(turned, { ...size, wants: 'labels' });
    expect(other.labels).not.toEqual(picture.labels);
    expect(await on.counts()).toEqual(drawn);
    // What stood there before leaves no trace in what is drawn next.
    const again = await on.frame(scene, { ...size, wants: 'labels' });
    expect(again.image).toEqual(picture.image);
    expect(again.labels).toEqual(picture.labels);

    await on.close();
    expect(on.isOpen).toBe(false);
  },
  timeoutMs,
);

it(
  'releases every resource, and draws again afterwards',
  async () => {
    const on = open();
    const { scene } = apples(await on.compose(few, 3));
    const first = await on.frame(scene, { ...size, wants: 'labels' });
    // One program is three's own for shadows, which it frees with the context alone; that goes, too.
    const left = await on.release();
    expect(left).toEqual({ ...none, programs: left.programs });
    expect(left.programs).toBeLessThanOrEqual(1);
    expect(await on.counts()).toEqual(none);
    const second = await on.frame(scene, { ...size, wants: 'labels' });
    expect(second.image).toEqual(first.image);
  },
  timeoutMs,
);

it(
  'says what to do when the GPU is lost, and starts again',
  async () => {
    const world = new LiveWorld({ client: open() });
    world.setDial('count', 1);
    world.setDial('distractors', 0);
    expect(await world.start()).toBe(true);
    await world.simulateLoss();
    world.orbit(5, 0);
    await expect.poll(() => world.state, { timeout: 20_000 }).toBe('failed');
    expect(world.error).toMatch(/graphics processor was taken away.*try again/);
    expect(await world.start()).toBe(true);
    expect(world.dials.cameraTurnDeg).toBe(5); // nothing was lost
    await world.stop();
  },
  timeoutMs,
);

it('says what to do where there is no WebGL2', async () => {
  const without = new WorldClient(
    () => new Worker(new URL('./no-webgl.worker.ts', import.meta.url), { type: 'module' }),
  );
  lane.add(without);
  const world = new LiveWorld({ client: without });
  expect(await world.start()).toBe(false);
  expect(world.error).toMatch(/WebGL2.*hardware acceleration.*Samples, files and the webcam/);
}, 60_000);
