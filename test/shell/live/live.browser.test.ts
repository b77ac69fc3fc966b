// The page's canvases in a browser: the mirrored picture with boxes that fit it, copies that hold, a clip
// that plays, and the whole view with a detector that finds what it is told to.
import { afterEach, describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page as screen, userEvent } from 'vitest/browser';
import { imageOf } from '$src/core/image';
import type { LiveFrame, LiveWorld } from '$src/world/live/live-world.svelte';
import { compose, snapshot } from '$src/shell/live/compose';
import { Darkroom, type Picture } from '$src/shell/live/darkroom';
import LiveView from '$src/shell/live/LiveView.svelte';
import { TabletopSource } from '$src/shell/live/tabletop-source';
import { ClipRecorder } from '$src/shell/live/recorder.svelte';
import { defaultBoxColours } from '$src/ui/paint-boxes';
import { FakeDetector } from '$test/support/fake-detector';
import '$src/ui/styles';

const options = { isMirrored: false, colours: defaultBoxColours };

/** Left half red, right half blue. */
function twoHalves(width: number, height: number): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = '#f00';
  context.fillRect(0, 0, width / 2, height);
  context.fillStyle = '#00f';
  context.fillRect(width / 2, 0, width / 2, height);
  return canvas;
}

const pixel = (canvas: HTMLCanvasElement | OffscreenCanvas, x: number, y: number): number[] => [
  ...((canvas as HTMLCanvasElement).getContext('2d')?.getImageData(x, y, 1, 1).data ?? []),
];
const red = [255, 0, 0, 255];
const blue = [0, 0, 255, 255];

describe('compose', () => {
  const picture = (): Picture => ({ canvas: twoHalves(40, 20), width: 40, height: 20 });
  const target = (width: number, height: number): CanvasRenderingContext2D => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    return context;
  };

  test('fits the picture in, centred, on nothing', () => {
    const context = target(80, 80); // twice as large: 80 x 40 in the middle
    compose(context, picture(), [], { ...options, canvasPerCss: 1 });
    expect(pixel(context.canvas, 40, 10)).toEqual([0, 0, 0, 0]);
    expect(pixel(context.canvas, 10, 40)).toEqual(red);
    expect(pixel(context.canvas, 70, 40)).toEqual(blue);
  });

  test('mirrors picture and boxes alike', () => {
    const box = { boxXyxy: [4, 5, 16, 15] as const, label: '', colour: '#00ff00' };
    for (const isMirrored of [false, true]) {
      const context = target(40, 20);
      compose(context, picture(), [box], { ...options, isMirrored, canvasPerCss: 0.2 });
      expect(pixel(context.canvas, 1, 10)).toEqual(isMirrored ? blue : red);
      // Its left side is at x = 4; mirrored, that is its right side, at x = 40 - 4.
      const [, green = 0] = pixel(context.canvas, isMirrored ? 35 : 4, 10);
      const [, none = 0] = pixel(context.canvas, isMirrored ? 4 : 35, 10);
      expect([green > 20, none]).toEqual([true, 0]);
    }
  });

  test('a snapshot is a PNG, enlarged to 1280 where the picture is small', async () => {
    const blob = await snapshot(
      { canvas: twoHalves(320, 240), width: 320, height: 240 },
      [],
      options,
    );
    const bitmap = await createImageBitmap(blob);
    expect([blob.type, bitmap.width, bitmap.height]).toEqual(['image/png', 1280, 960]);
  });
});

describe('darkroom', () => {
  test('the shown copy holds while the next one is taken', async () => {
    const room = new Darkroom();
    const source = twoHalves(64, 32);
    const first = room.take({ image: source, width: 64, height: 32 });
    if (!first) throw new Error('no picture');
    room.keep(first);
    const plain = twoHalves(64, 32);
    plain.getContext('2d')?.fillRect(0, 0, 64, 32); // all blue
    const second = room.take({ image: plain, width: 64, height: 32 });
    expect(second?.canvas).not.toBe(first.canvas);
    expect(pixel(first.canvas, 5, 5)).toEqual(red);
    const frame = await room.frameOf(first, 16);
    expect([frame.width, frame.height]).toEqual([16, 8]);
    if ('close' in frame) frame.close();
    expect(room.held).toBe(2);
    room.dispose();
    expect(room.held).toBe(0);
  });

  test('large pictures are scaled down to 1280', () => {
    const room = new Darkroom();
    const copy = room.take({ image: twoHalves(8, 4), width: 3000, height: 1500 });
    expect([copy?.width, copy?.height]).toEqual([1280, 640]);
    room.dispose();
  });
});

test('the tabletop draws its next picture when the last one was taken, and rests when held', async () => {
  let consume: (frame: LiveFrame) => Promise<void> | void = () => undefined;
  const calls: string[] = [];
  const world = {
    state: 'ready',
    isAnimating: false,
    start: async (next: typeof consume) => {
      consume = next;
      await consume(frameOf(10));
      return true;
    },
    animate: (isOn: boolean) => {
      world.isAnimating = isOn;
      calls.push(`animate ${isOn}`);
    },
    hold: () => calls.push('hold'),
    resume: () => calls.push('resume'),
    stop: () => {
      calls.push('stop');
      return Promise.resolve();
    },
  };
  const frameOf = (level: number): LiveFrame =>
    ({
      image: imageOf('u8', 2, 1, 3, new Uint8Array([level, 0, 0, 0, level, 0])),
    }) as unknown as LiveFrame;
  const source = new TabletopSource(
    () => true,
    () => Promise.resolve(world as unknown as LiveWorld),
  );
  let newer = 0;
  let isIdle = true;
  const onNewer = (): void => {
    newer++;
    if (isIdle) source.newest();
  };
  expect(await source.start(onNewer)).toBe(true);
  expect([newer, calls]).toEqual([1, ['animate true']]);
  await consume(frameOf(20)); // taken at once: nothing to wait for
  isIdle = false;
  let isTaken = false;
  const waiting = Promise.resolve(consume(frameOf(200))).then(() => (isTaken = true));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isTaken).toBe(false);
  const picture = source.newest();
  await waiting;
  expect([picture?.width, picture?.height]).toEqual([2, 1]);
  const canvas = picture?.image as HTMLCanvasElement;
  expect([pixel(canvas, 0, 0), pixel(canvas, 1, 0)]).toEqual([
    [200, 0, 0, 255],
    [0, 200, 0, 255],
  ]);
  source.hold(true);
  source.hold(false);
  source.stop();
  expect(calls.slice(1)).toEqual(['hold', 'resume', 'stop']);
  expect(source.newest()).toBeUndefined();
});

test('a recorded clip plays, and its memory is given back', async () => {
  const recorder = new ClipRecorder();
  recorder.start(64, 49);
  for (let i = 0; i < 12; i++) {
    recorder.paint((context) => {
      context.fillStyle = i % 2 ? '#f00' : '#00f';
      context.fillRect(0, 0, 64, 48);
    });
    await new Promise((resolve) => setTimeout(resolve, 80));
  }
  recorder.stop();
  await expect.poll(() => recorder.keptBytes, { timeout: 15_000 }).toBeGreaterThan(100);
  const [clip] = recorder.recordings;
  const url = clip?.url ?? '';
  const video = Object.assign(document.createElement('video'), { src: url, muted: true });
  await new Promise((resolve) => video.addEventListener('loadeddata', resolve, { once: true }));
  expect([video.videoWidth, video.videoHeight]).toEqual([64, 48]); // even sides
  expect(clip?.durationMs).toBeGreaterThan(700);
  recorder.dispose();
  expect(recorder.recordings).toEqual([]);
  await expect(fetch(url)).rejects.toThrow();
});

describe('the view', () => {
  const detectors: FakeDetector[] = [];
  afterEach(() => detectors.splice(0));

  test('boxes from a clip, the filter by keyboard, and everything ends with the page', async () => {
    await screen.viewport(1200, 900);
    const written: string[] = [];
    const view = await render(LiveView, {
      query: new URLSearchParams('source=clip'),
      write: (query: URLSearchParams) => void written.push(query.toString()),
      parts: {
        openDetector: () => {
          const detector = new FakeDetector();
          detectors.push(detector);
          return Promise.resolve(detector);
        },
        prefersStill: () => false,
      },
    });
    const picture = screen.getByRole('img', { name: /Recorded clip of the tabletop: 2 objects/ });
    await expect.element(picture).toBeVisible();
    const cup = screen.getByRole('checkbox', { name: /^cup/ });
    await cup.click();
    await expect
      .element(screen.getByRole('img', { name: /tabletop: 1 object: 1 × bottle/ }))
      .toBeVisible();
    await expect.poll(() => written.at(-1)).toBe('source=clip&hide=cup');
    // Letters are the picture's: typed or dictated anywhere else, they do nothing (WCAG 2.1.4).
    await userEvent.keyboard('m');
    (document.activeElement as HTMLElement | null)?.blur();
    await userEvent.keyboard('r');
    expect(screen.getByRole('button', { name: 'Stop' }).elements()).toEqual([]);
    const stage = screen.getByRole('region', { name: 'Live picture' });
    stage.element().focus();
    await userEvent.keyboard('sm');
    await expect.poll(() => written.at(-1)).toContain('mirror=1');
    await expect.element(stage.getByText(/\.png is saved, with 1 box\./)).toBeVisible();
    await stage.getByRole('button', { name: 'Record' }).click();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await stage.getByRole('button', { name: 'Stop' }).click();
    await expect.element(stage.getByText(/A clip of \d\.\d s is kept below/)).toBeVisible();
    await expect.element(screen.getByRole('link', { name: 'Download' })).toBeVisible();
    // Space belongs to what has the focus: a checkbox, not the picture.
    cup.element().focus();
    await userEvent.keyboard(' ');
    await expect.poll(() => written.at(-1)).not.toContain('hide');
    await expect.element(screen.getByRole('button', { name: 'Pause' })).toBeVisible();
    stage.element().focus();
    await userEvent.keyboard(' ');
    await expect.element(screen.getByRole('button', { name: 'Go on' })).toBeVisible();
    await view.unmount();
    await expect.poll(() => detectors.map(({ isDisposed }) => isDisposed)).toEqual([true]);
    const seen = detectors[0]?.frames.length ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(detectors[0]?.frames.length).toBe(seen);
  });
});
