import { describe, expect, test, vi } from 'vitest';
import type { DetectorRequest } from '$src/detect/open';
import { DetectError } from '$src/detect/types';
import type { Picture } from '$src/shell/live/darkroom';
import { initialSettings, type LiveSettings } from '$src/shell/live/link';
import { LivePage } from '$src/shell/live/live-page.svelte';
import { ClipRecorder } from '$src/shell/live/recorder.svelte';
import type { LiveSource } from '$src/shell/live/source';
import { Webcam } from '$src/sources/webcam.svelte';
import { FakeDetector, type FakeDetectorOptions } from '$test/support/fake-detector';
import { fakeSetup } from '../../sources/fake-camera';

/** A source that shows a picture when told to. */
class FakeSource implements LiveSource {
  fault: string | undefined;
  isOn = false;
  isHeld = false;
  readonly #failure: string | undefined;
  #onNewer: () => void = () => undefined;

  constructor(failure?: string) {
    this.#failure = failure;
  }
  start(onNewer: () => void): Promise<boolean> {
    this.#onNewer = onNewer;
    this.fault = this.#failure;
    this.isOn = this.#failure === undefined;
    if (this.isOn) onNewer();
    return Promise.resolve(this.isOn);
  }
  newest(): { image: CanvasImageSource; width: number; height: number } | undefined {
    return this.isOn ? { image: {} as CanvasImageSource, width: 640, height: 480 } : undefined;
  }
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
  }
  stop(): void {
    this.isOn = false;
    this.#onNewer = () => undefined;
  }
  async next(): Promise<void> {
    this.#onNewer();
    await turn();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));
const request: DetectorRequest = {
  adapter: 'yolo-tiny',
  modelId: 'fake',
  runtime: { runtime: 'ort', backend: 'wasm' },
};

interface Setup {
  readonly page: LivePage;
  readonly camera: FakeSource;
  readonly clip: FakeSource;
  readonly detectors: FakeDetector[];
  clock: number;
}

function setUp(
  options: {
    readonly settings?: Partial<LiveSettings>;
    readonly cameraFault?: string;
    readonly clipFault?: string;
    readonly detector?: FakeDetectorOptions;
    readonly openFailure?: Error;
    readonly isStill?: boolean;
  } = {},
): Setup {
  const camera = new FakeSource(options.cameraFault);
  const clip = new FakeSource(options.clipFault);
  const detectors: FakeDetector[] = [];
  const canvases = [{}, {}] as HTMLCanvasElement[];
  const setup = { camera, clip, detectors, clock: 0 };
  let taken = 0;
  const page = new LivePage(
    { ...initialSettings, ...options.settings },
    {
      openDetector: () => {
        if (options.openFailure) return Promise.reject(options.openFailure);
        const detector = new FakeDetector(options.detector);
        detectors.push(detector);
        return Promise.resolve(detector);
      },
      camera: Object.assign(camera, { webcam: new Webcam(fakeSetup().parts), deviceId: undefined }),
      clip,
      tabletop: new FakeSource('There is no graphics processor.'),
      darkroom: {
        take: ({ width, height }): Picture | undefined => {
          const canvas = canvases[taken++ % 2];
          return canvas && { canvas, width, height };
        },
        keep: () => undefined,
        // Half the size of the picture, as a camera's large one would be sent.
        frameOf: ({ width, height }) =>
          Promise.resolve({
            width: width / 2,
            height: height / 2,
            channels: 3,
            type: 'u8',
            data: new Uint8Array(0),
          }),
        held: 2,
        dispose: () => undefined,
      },
      recorder: new ClipRecorder({ isSupported: () => false, now: () => setup.clock }),
      now: () => setup.clock++,
      virtualCamera: () => 'clip',
      prefersStill: () => options.isStill ?? false,
    },
  );
  return Object.assign(setup, { page });
}

async function begin(options: Parameters<typeof setUp>[0] = {}): Promise<Setup> {
  const setup = setUp(options);
  await setup.page.begin(request);
  await turn();
  await setup.camera.next();
  return setup;
}

describe('camera to boxes', () => {
  test('boxes are in pixels of the picture, whatever size the detector saw', async () => {
    const { page, detectors } = await begin();
    expect(page.source).toBe('camera');
    expect(detectors[0]?.frames.at(-1)).toEqual({ width: 320, height: 240 });
    // The fake's findings above 0.3, thinned at IoU 0.5: a cup at (0.1, 0.2)-(0.4, 0.7), and a bottle.
    expect(page.boxes.map(({ label, boxXyxy }) => [label, boxXyxy.map(Math.round)])).toEqual([
      ['cup', [64, 96, 256, 336]],
      ['bottle', [352, 240, 512, 432]],
    ]);
    page.tick();
    expect(page.counts).toEqual([
      { name: 'cup', count: 1, isShown: true },
      { name: 'bottle', count: 1, isShown: true },
      { name: 'apple', count: 0, isShown: true },
    ]);
    expect(page.readings?.n).toBe(page.framesSeen);
    await page.dispose();
    expect(detectors[0]?.isDisposed).toBe(true);
  });

  test('thresholds and filter act on what is shown; a hidden class is still counted', async () => {
    const { page, camera, detectors } = await begin();
    page.setOptions({ score: 0.8 });
    await camera.next();
    expect(detectors[0]?.options.at(-1)).toEqual({ scoreThreshold: 0.8, iouThreshold: 0.5 });
    expect(page.boxes).toHaveLength(1);
    page.setOptions({ score: 0.1, iou: 0.95, inputSidePx: 128 });
    await camera.next();
    expect(detectors[0]?.options.at(-1)?.inputSide).toBe(128);
    expect(page.boxes.filter(({ label }) => label === 'cup')).toHaveLength(2);
    page.showClass('cup', false);
    expect(page.boxes.map(({ label }) => label).sort()).toEqual(['apple', 'bottle']);
    expect(page.counts[0]).toEqual({ name: 'cup', count: 2, isShown: false });
    page.showAllClasses(false);
    expect(page.boxes).toEqual([]);
    page.showAllClasses(true);
    expect(page.boxes).toHaveLength(4);
  });

  test('paused: the picture stays, and a slider looks at that picture again', async () => {
    const { page, camera, detectors } = await begin();
    page.togglePause();
    expect(camera.isHeld).toBe(true);
    const asked = detectors[0]?.frames.length ?? 0;
    await camera.next();
    expect(detectors[0]?.frames).toHaveLength(asked);
    const { shot } = page;
    page.setOptions({ score: 0.8 });
    await turn();
    expect(page.shot?.picture).toBe(shot?.picture);
    expect(page.boxes).toHaveLength(1);
    expect(page.counts[1]?.count).toBe(0);
    page.togglePause();
    expect(camera.isHeld).toBe(false);
    await turn();
    expect(page.shot?.picture).not.toBe(shot?.picture);
  });
});

describe('what can go wrong', () => {
  test('without a camera the clip stands in, and the camera’s own words stay', async () => {
    const { page, camera, clip } = await begin({ cameraFault: 'It is used by another program.' });
    expect([page.source, clip.isOn, camera.isOn]).toEqual(['clip', true, false]);
    expect(page.sourceFault).toBe('It is used by another program.');
    expect(page.settings.source).toBe('camera'); // a reload tries the camera again
    await clip.next();
    expect(page.boxes).toHaveLength(2);
    await page.useSource('clip');
    expect(page.sourceFault).toBeUndefined();
  });

  test('with nothing at all it says so, and shows nothing', async () => {
    const { page } = await begin({ cameraFault: 'None was found.', clipFault: 'Not reached.' });
    expect(page.source).toBeUndefined();
    expect(page.sourceFault).toBe('None was found.');
    expect(page.shot).toBeUndefined();
  });

  test('without a model pictures are shown without boxes; opening one brings them', async () => {
    const missing = new DetectError('model-missing', 'It is not here.');
    const { page } = await begin({ openFailure: missing });
    expect(page.model.fault).toEqual({ reason: 'model-missing', message: 'It is not here.' });
    expect(page.shot).toMatchObject({ result: undefined });
    expect(page.framesSeen).toBe(0);
  });

  test('a lost worker is replaced once unasked; the second time waits for the reader', async () => {
    const { page, camera, detectors } = await begin();
    const lose = async (): Promise<void> => {
      const now = detectors.at(-1);
      if (now) now.failure = new DetectError('runtime-lost', 'The worker is gone.');
      await camera.next();
    };
    await lose();
    expect(detectors).toHaveLength(2);
    expect(page.model.fault).toBeUndefined();
    await camera.next();
    expect(page.boxes).toHaveLength(2);
    await lose();
    expect(detectors).toHaveLength(2);
    expect(page.model.fault?.message).toBe('The worker is gone.');
    await camera.next();
    expect(page.shot?.result).toBeUndefined(); // pictures go on
    await page.reopenModel();
    await camera.next();
    expect([page.model.fault, page.boxes.length]).toEqual([undefined, 2]);
  });

  test('outputs that are no numbers stop the detector at once, and the camera goes on', async () => {
    const failure = new DetectError('not-finite', 'NaN in “class_logits”.');
    const { page, camera, detectors } = await begin({ detector: { failure } });
    expect(page.model.fault?.reason).toBe('not-finite');
    const asked = detectors[0]?.frames.length;
    await camera.next();
    expect(detectors[0]?.frames.length).toBe(asked);
  });

  test('a recording that cannot be made is told', async () => {
    vi.stubGlobal('MediaRecorder', undefined);
    const { page } = await begin();
    page.toggleRecording();
    expect(page.recorder.fault).toMatch(/cannot record/);
    vi.unstubAllGlobals();
  });
});

test('with less motion asked for, a virtual camera rests on its first picture, boxes and all', async () => {
  const { page, clip } = await begin({ settings: { source: 'clip' }, isStill: true });
  expect([page.isPaused, clip.isHeld, page.boxes.length]).toEqual([true, true, 2]);
  page.togglePause();
  expect(clip.isHeld).toBe(false);
});

test('a camera that mirrors is shown mirrored until the reader says otherwise', async () => {
  const { page } = await begin();
  page.camera.webcam.isMirrored = true;
  expect(page.isMirrored).toBe(true);
  page.setMirrored(false);
  expect([page.isMirrored, page.settings.isMirrored]).toEqual([false, false]);
});
