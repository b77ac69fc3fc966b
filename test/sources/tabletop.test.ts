import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { outlineOf } from '$src/core/labels';
import { openSampleSet, type ReadFile } from '$src/sources/samples';
import { ImageSource, type SourceInput } from '$src/sources/source.svelte';
import { Webcam } from '$src/sources/webcam.svelte';
import { LiveWorld } from '$src/world/live/live-world.svelte';
import { FakeWorld } from '$test/world/live/fake-world';
import { fakeSetup, FakePage, firstFrame, settle, type FakeSetup } from './fake-camera';
import { annotations, asFile, entry, patterned, png, text } from './fixtures';

const read: ReadFile = (file) =>
  Promise.resolve(
    file === 'annotations.json'
      ? text(annotations(entry('coins', { title: 'Coins' })))
      : png(patterned(6, 4, /labels|outline/.test(file) ? 1 : 3)),
  );

let fake: FakeWorld;
let camera: FakeSetup;
let source: ImageSource;
let opened: number;

beforeEach(() => {
  fake = new FakeWorld();
  fake.costMsPerPx = 0.002; // a slow machine: small pictures, quick tests
  camera = fakeSetup();
  opened = 0;
  source = new ImageSource({
    openSamples: () => openSampleSet(read),
    decode: () =>
      Promise.resolve({ image: patternedImage(), name: 'photo.jpg', notices: [] as string[] }),
    webcam: new Webcam(camera.parts),
    openWorld: () => {
      opened++;
      return Promise.resolve(new LiveWorld({ client: fake.client(), page: new FakePage() }));
    },
  });
});
afterEach(() => {
  source.dispose();
  for (const worker of fake.workers) worker.terminate();
});

function patternedImage(): SourceInput['image'] {
  return { ...patterned(6, 4, 3), channels: 3, type: 'u8', data: new Uint8Array(72) };
}
const world = (): LiveWorld => {
  if (!source.tabletop.world) throw new Error('The tabletop was not opened.');
  return source.tabletop.world;
};
const rest = () =>
  vi.waitFor(() => {
    expect(world().frame?.isFine).toBe(true);
    expect(world().frame?.scene).toEqual(world().scene);
    // As a truth value: a mismatch would print pictures.
    expect(source.current?.image === world().frame?.image).toBe(true);
  });

describe('the tabletop on the bench', () => {
  it('brings picture, exact truth, subject by content and words', async () => {
    expect(opened).toBe(0); // nothing is loaded before it is asked for
    expect(await source.useTabletop()).toBe(true);
    await rest();
    const { current } = source;
    expect(current).toMatchObject({
      kind: 'tabletop',
      title: 'Tabletop',
      description: 'Rendered scene with 3 things on a table, 320 × 320 px',
      subject: { label: 'tabletop' },
    });
    expect(current?.subject.sha256).toMatch(/^[0-9a-f]{64}$/);
    const labels = current?.truth?.labels;
    expect(new Set(labels?.data)).toEqual(new Set([1, 2, 3]));
    expect(labels && outlineOf(labels)).toEqual(current?.truth?.outline);
    expect(source.loading).toBeUndefined();
    expect(source.isLive).toBe(false); // at rest, parameters are computed at once
  });

  it('carries the scene in the link, hand changes too, and comes back from it', async () => {
    await source.useTabletop();
    world().setSeed(42);
    world().setDial('lightEv', -2);
    await rest();
    world().move(1, 0.05, 0);
    await rest();
    expect(source.key).toBe('tabletop:42*lightEv_-2*m1_-150_0_0_0');
    const { scene } = world();
    const key = source.key;
    await source.useSample('coins');
    expect(source.key).toBe('sample:coins');
    expect(await source.open(key, 'coins')).toBe(true);
    await rest();
    expect(world().scene).toEqual(scene);
    expect(source.key).toBe(key);
    expect(source.error).toBeUndefined();
  });

  it('says what in a link it could not read, and shows the rest', async () => {
    await source.open('tabletop:9*unicorn_1', 'coins');
    await rest();
    expect(world().seed).toBe(9);
    expect(source.error).toMatchObject({
      reason: 'tabletop-link',
      message: expect.stringContaining('unicorn_1') as string,
    });
  });

  it('shows the lab’s sample where a linked scene cannot be drawn, and tries again', async () => {
    fake.failure = new Error('Turn on hardware acceleration.');
    expect(await source.open('tabletop:9', 'coins')).toBe(true);
    expect(source.kind).toBe('sample');
    expect(source.error?.message).toBe('Turn on hardware acceleration.');
    expect(source.canRetry).toBe(true);
    fake.failure = undefined;
    expect(await source.retry()).toBe(true);
    await rest();
    expect(world().seed).toBe(9);
  });

  it('keeps the picture when the GPU is lost midway, says so, and starts again', async () => {
    await source.useTabletop();
    await rest();
    const { current } = source;
    fake.failure = new Error('The graphics processor was taken away.');
    world().orbit(5, 0);
    await vi.waitFor(() => expect(source.error?.reason).toBe('tabletop-failed'));
    expect(source.current === current).toBe(true);
    expect(source.canRetry).toBe(true);
    fake.failure = undefined;
    expect(await source.retry()).toBe(true);
    await rest();
    expect(source.error).toBeUndefined();
  });
});

describe('leaving it', () => {
  it.each([
    ['a sample', () => source.useSample('coins')],
    ['a file', () => source.useFile(asFile([1], 'photo.jpg'))],
    [
      'the camera',
      async () => {
        const started = source.useWebcam();
        await firstFrame(camera);
        return started;
      },
    ],
  ])('for %s ends its worker and frees the GPU', async (_, leave) => {
    await source.useTabletop();
    await rest();
    expect(await leave()).toBe(true);
    await vi.waitFor(() => expect(fake.released).toBe(1));
    await vi.waitFor(() => expect(fake.workers.every((one) => one.isTerminated)).toBe(true));
    expect(source.kind).not.toBe('tabletop');
    expect(world().state).toBe('off');
  });

  it('for good ends its worker, also while it starts', async () => {
    fake.isHeldBack = true;
    const started = source.useTabletop();
    await vi.waitFor(() => expect(fake.frames).toHaveLength(1));
    source.dispose();
    fake.answer();
    expect(await started).toBe(false);
    await vi.waitFor(() => expect(fake.workers.every((one) => one.isTerminated)).toBe(true));
    expect(source.current).toBeUndefined();
  });

  it('keeps the scene for the next time', async () => {
    await source.useTabletop();
    world().setSeed(5);
    await rest();
    await source.useSample('coins');
    await source.useTabletop();
    await rest();
    expect(source.key).toBe('tabletop:5');
    expect(opened).toBe(1);
  });

  it('turns the camera off when it takes the bench', async () => {
    const started = source.useWebcam();
    await firstFrame(camera);
    await started;
    expect(camera.cameras.live).toHaveLength(1);
    await source.useTabletop();
    await rest();
    expect(camera.cameras.live).toHaveLength(0);
  });
});

describe('as a video source', () => {
  it('gives frame after frame at the lab’s pace, each with its own truth and subject', async () => {
    await source.useTabletop();
    await rest();
    const seen: SourceInput[] = [];
    let done: () => void = () => undefined;
    source.onFrame = (input) => {
      seen.push(input);
      return new Promise<void>((resolve) => (done = resolve));
    };
    world().animate(true);
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    expect(source.isLive).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(seen).toHaveLength(1);
    done();
    await vi.waitFor(() => expect(seen).toHaveLength(2));
    expect(seen[1]?.truth).toBeDefined();
    expect(seen[1]?.image === seen[0]?.image).toBe(false);
    // The address waits until it rests.
    expect(source.key).toBe('tabletop:7');
    source.onFrame = undefined;
    done();
    world().animate(false);
    await rest();
    expect(source.key).toMatch(/^tabletop:7\*t\d+$/);
  });

  it('keeps a held frame, and goes on', async () => {
    await source.useTabletop();
    await rest();
    world().animate(true);
    await vi.waitFor(() => expect(source.isLive).toBe(true));
    source.hold();
    await settle();
    await settle();
    const { current } = source;
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(source.current === current).toBe(true);
    expect(source.isLive).toBe(false);
    source.resume();
    await vi.waitFor(() => expect(source.current === current).toBe(false));
  });
});
