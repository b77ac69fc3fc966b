import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakePage } from '$test/sources/fake-camera';
import { LiveWorld, type LiveFrame } from '$src/world/live/live-world.svelte';
import { FakeWorld } from './fake-world';

let fake: FakeWorld;
let page: FakePage;
let world: LiveWorld;
let taken: LiveFrame[];

beforeEach(() => {
  fake = new FakeWorld();
  page = new FakePage();
  world = new LiveWorld({ client: fake.client(), page });
  taken = [];
});
afterEach(async () => {
  fake.answer();
  await world.stop();
  for (const worker of fake.workers) worker.terminate();
});

const start = () => world.start((frame) => void taken.push(frame));
/** Until the fine picture of the present scene is there. */
const rest = () =>
  vi.waitFor(() => {
    expect(world.frame?.isFine).toBe(true);
    expect(world.frame?.scene).toEqual(world.scene);
  });
const x = (id: number) => world.objects.find((object) => object.id === id)?.positionM[0];

describe('life', () => {
  it('starts no worker before it is asked to, draws a draft, then a fine picture, then nothing', async () => {
    expect(fake.workers).toHaveLength(0);
    expect(await start()).toBe(true);
    expect(world.state).toBe('ready');
    await rest();
    expect(fake.frames[0]?.request).toMatchObject({ samples: 1, wants: 'labels' });
    expect(fake.last.request).toMatchObject({ samples: 16, wants: 'labels' });
    const drawn = fake.frames.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(fake.frames).toHaveLength(drawn);
  });

  it('frees the GPU and ends the worker when it is stopped, and starts afresh', async () => {
    await start();
    await world.stop();
    expect(fake.released).toBe(1);
    expect(fake.workers.map((worker) => worker.isTerminated)).toEqual([true]);
    expect(world.state).toBe('off');
    expect(await start()).toBe(true);
    expect(fake.workers).toHaveLength(2);
  });

  it('gives up a start that is overtaken by a stop', async () => {
    fake.isHeldBack = true;
    const started = start();
    await vi.waitFor(() => expect(fake.frames).toHaveLength(1));
    const stopped = world.stop();
    fake.answer();
    expect(await started).toBe(false);
    await stopped;
    expect(taken).toEqual([]);
  });

  it('says why it failed, ends the worker, and can be started again', async () => {
    fake.failure = new Error('Turn on hardware acceleration.');
    expect(await start()).toBe(false);
    expect(world.state).toBe('failed');
    expect(world.error).toBe('Turn on hardware acceleration.');
    await vi.waitFor(() => expect(fake.workers[0]?.isTerminated).toBe(true));
    fake.failure = undefined;
    expect(await start()).toBe(true);
    expect(world.error).toBeUndefined();
  });

  it('draws nothing while the page is hidden, and goes on when it is seen', async () => {
    await start();
    await rest();
    page.setHidden(true);
    world.setDial('lightEv', -2);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(fake.last.scene.camera).toEqual(world.frame?.scene.camera);
    const drawn = fake.frames.length;
    page.setHidden(false);
    await vi.waitFor(() => expect(fake.frames.length).toBeGreaterThan(drawn));
  });
});

describe('speed', () => {
  it('takes the large size where drafts of it are quick', async () => {
    await start();
    await rest();
    expect(world.size).toEqual({ width: 640, height: 480 });
    expect(taken.at(-1)?.image).toMatchObject({ width: 640, height: 480 });
  });

  it('takes the small size on a slow machine, and few samples', async () => {
    fake.costMsPerPx = 0.002; // 205 ms for 320 x 320, as software rendering
    await start();
    await rest();
    expect(world.size).toEqual({ width: 320, height: 320 });
    expect(fake.last.request).toMatchObject({ width: 320, height: 320, samples: 4 });
  });

  it('draws gestures smaller on a slow machine, for the preview alone', async () => {
    fake.costMsPerPx = 0.002;
    await start();
    await rest();
    const before = taken.length;
    world.beginGesture();
    world.orbit(5, 0);
    await vi.waitFor(() => expect(world.frame?.image.width).toBe(160));
    expect(world.frame?.isComplete).toBe(false);
    expect(taken).toHaveLength(before);
    world.endGesture();
    await rest();
    expect(taken.at(-1)?.image.width).toBe(320);
  });

  it('keeps the size that the reader chose', async () => {
    await start();
    world.setSize('320x320');
    await rest();
    expect(fake.last.request).toMatchObject({ width: 320, height: 320 });
  });
});

describe('camera', () => {
  it('orbits within the dials’ ranges and never deals the things anew', async () => {
    await start();
    world.orbit(10.4, -3.2);
    expect(world.dials).toMatchObject({ cameraTurnDeg: 10, cameraHeightDeg: 27 });
    expect(world.scene?.camera).toMatchObject({ azimuthDeg: 10, elevationDeg: 27 });
    world.orbit(0.3, 0); // 0.4 was left over
    expect(world.dials.cameraTurnDeg).toBe(11);
    world.orbit(500, 500);
    expect(world.dials).toMatchObject({ cameraTurnDeg: 60, cameraHeightDeg: 85 });
    await rest();
    expect(fake.composed).toBe(1);
  });

  it('comes closer and goes away', async () => {
    await start();
    const far = world.scene?.camera.distanceM ?? 0;
    world.zoom(2);
    expect(world.scene?.camera.distanceM).toBeCloseTo(far / 2, 6);
    world.zoom(1e6);
    expect(world.settings.edits.zoomPercent).toBe(400);
  });
});

describe('things', () => {
  it('finds the thing under the pointer by the labels', async () => {
    await start();
    expect([0.1, 0.5, 0.9].map((u) => world.thingAt(u, 0.5))).toEqual([1, 2, 3]);
    expect(world.thingAt(1.2, 0.5)).toBeUndefined();
  });

  it('drags a thing along the table, one step of undo for one drag', async () => {
    await start();
    await rest();
    expect(world.grab(0.5, 0.5)).toBe(true);
    expect(world.selectedId).toBe(2);
    world.dragTo(0.55, 0.5);
    world.dragTo(0.6, 0.5);
    world.endGesture();
    // The grip is at half the bowl's height: 24 mm at 50 mm, 0.1 of the shorter side, about 0.89 m away.
    expect(x(2)).toBeGreaterThan(0.03);
    expect(x(2)).toBeLessThan(0.06);
    world.undo();
    expect(x(2)).toBe(0);
    expect(world.canUndo).toBe(false);
    world.redo();
    expect(x(2)).toBeGreaterThan(0.03);
  });

  it('loses nothing to rounding in a long drag of small steps', async () => {
    await start();
    await rest();
    world.grab(0.5, 0.5);
    world.dragTo(0.6, 0.5);
    world.endGesture();
    const once = x(2) ?? 0;
    world.undo();
    await rest();
    world.grab(0.5, 0.5);
    for (let i = 1; i <= 1000; i++) world.dragTo(0.5 + i / 10_000, 0.5);
    world.endGesture();
    expect(Math.abs((x(2) ?? 0) - once)).toBeLessThanOrEqual(0.0011); // a millimetre is the grid
  });

  it('keeps things on the table', async () => {
    await start();
    world.move(1, 99, -99);
    expect(world.objects[0]?.positionM).toEqual([1.1, 0, -0.62]);
  });

  it('turns, removes, adds, and takes it all back', async () => {
    await start();
    world.rotate(1, -30);
    expect(world.objects[0]?.rotationDeg).toEqual([0, 330, 0]);
    world.select(1);
    world.remove(1);
    expect(world.objects.map(({ id }) => id)).toEqual([2, 3]);
    expect(world.selectedId).toBe(2);
    const id = await world.add('wine glass');
    expect(id).toBe(4);
    await vi.waitFor(() => expect(world.objects.map(({ kind }) => kind)).toContain('wine glass'));
    const added = world.objects.at(-1)?.positionM ?? [0, 0, 0];
    for (const { id: other, positionM } of world.objects) {
      if (other === id) continue;
      expect(Math.hypot(positionM[0] - added[0], positionM[2] - added[2])).toBeGreaterThan(0.08);
    }
    for (let i = 0; i < 4; i++) world.undo();
    expect(world.objects.map(({ id: one, rotationDeg }) => [one, rotationDeg[1]])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    expect(world.canUndo).toBe(false);
  });

  it('forgets changes of things when other things are dealt', async () => {
    await start();
    world.move(1, 0.1, 0);
    world.setDial('count', 2);
    await rest();
    expect(x(1)).toBe(-0.2);
    world.undo();
    await rest();
    expect(x(1)).toBeCloseTo(-0.1, 6);
  });

  it('shuffles to the same scenes by the same presses', async () => {
    await start();
    world.shuffle();
    const [first] = [world.seed];
    world.shuffle();
    expect(world.seed).not.toBe(first);
    world.undo();
    expect(world.seed).toBe(first);
    await rest();
    expect(fake.last.scene.seed).toBe(first);
  });
});

describe('animation', () => {
  it('draws at most 30 pictures a second, each at a later moment, and says how many', async () => {
    await start();
    await rest();
    taken = [];
    const startedAt = performance.now();
    world.animate(true);
    await vi.waitFor(() => expect(taken.length).toBeGreaterThan(8));
    const elapsedMs = performance.now() - startedAt;
    expect(taken.length).toBeLessThanOrEqual(elapsedMs / 33 + 2);
    const times = taken.map(({ scene }) => scene.timeS);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeGreaterThan(0.1);
    expect(world.isMoving).toBe(true);
    expect(world.fps).toBeGreaterThan(5);
    expect(world.fps).toBeLessThanOrEqual(31);
    world.animate(false);
    await rest();
    expect(world.fps).toBe(0);
    expect(world.scene?.timeS).toBeGreaterThan(0.1); // rests where it was
  });

  it('waits for its consumer', async () => {
    let done: () => void = () => undefined;
    let calls = 0;
    await world.start(() => {
      if (!world.isAnimating) return;
      calls++;
      return new Promise<void>((resolve) => (done = resolve));
    });
    await rest();
    world.animate(true);
    await vi.waitFor(() => expect(calls).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(calls).toBe(1);
    done();
    await vi.waitFor(() => expect(calls).toBe(2));
    done();
    world.animate(false);
    done();
  });

  it('keeps a held picture, and goes on where it was', async () => {
    await start();
    await rest();
    world.animate(true);
    await vi.waitFor(() => expect(world.isMoving).toBe(true));
    await vi.waitFor(() => expect(world.frame?.scene.timeS).toBeGreaterThan(0));
    world.hold();
    await new Promise((resolve) => setTimeout(resolve, 60));
    const { frame } = world;
    const n = taken.length;
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(taken).toHaveLength(n);
    expect(world.frame === frame).toBe(true); // as a truth value: a mismatch would print pictures
    expect(world.isMoving).toBe(false);
    world.resume();
    await vi.waitFor(() => expect(taken.length).toBeGreaterThan(n));
    expect(world.scene?.timeS).toBeLessThan((frame?.scene.timeS ?? 0) + 0.4); // the pause does not count
  });
});

describe('the link', () => {
  it('brings the scene back', async () => {
    await start();
    world.setSeed(42);
    world.setDial('noisePercent', 4.5);
    world.orbit(20, 10);
    world.zoom(1.5);
    await rest();
    world.move(3, -0.05, 0.02);
    world.rotate(3, 45);
    const { key } = world;
    expect(key).toBe('42*cameraHeightDeg_40*cameraTurnDeg_20*noisePercent_4.5*m3_150_0_20_45*z150');
    const other = new LiveWorld({ client: fake.client(), page });
    expect(other.read(key)).toEqual([]);
    await other.start();
    await vi.waitFor(() => expect(other.scene).toEqual(world.scene));
    await other.stop();
  });
});
