import { describe, expect, it } from 'vitest';
import type { U8Image } from '$src/core/image';
import { Webcam, type FrameConsumer } from '$src/sources/webcam.svelte';
import {
  backCamera,
  fakeSetup,
  firstFrame,
  frontCamera,
  settle,
  type FakeSetup,
} from './fake-camera';

const ignore: FrameConsumer = () => undefined;

async function live(consume = ignore, deviceId?: string): Promise<FakeSetup & { webcam: Webcam }> {
  const setup = fakeSetup();
  const webcam = new Webcam(setup.parts);
  const started = webcam.start(consume, deviceId);
  await firstFrame(setup);
  expect(await started).toBe(true);
  return { ...setup, webcam };
}

describe('a camera that works', () => {
  it('goes from off over asking to live, and names the cameras', async () => {
    const setup = fakeSetup();
    const webcam = new Webcam(setup.parts);
    expect(webcam.state).toBe('off');
    const started = webcam.start(ignore);
    expect(webcam.state).toBe('asking');
    await firstFrame(setup);
    expect(await started).toBe(true);
    expect(webcam.state).toBe('live');
    expect(webcam.error).toBeUndefined();
    expect(webcam.deviceId).toBe('front');
    expect(webcam.devices).toEqual([
      { deviceId: 'front', label: 'Front camera' },
      { deviceId: 'back', label: 'Back camera' },
    ]);
    expect(setup.cameras.asked).toEqual([
      { audio: false, video: { width: { ideal: 640 }, height: { ideal: 480 } } },
    ]);
    webcam.dispose();
  });

  it('numbers cameras that hide their names', async () => {
    const setup = fakeSetup();
    setup.cameras.devices = [{ ...frontCamera, label: '' }];
    const webcam = new Webcam(setup.parts);
    const started = webcam.start(ignore);
    await firstFrame(setup);
    await started;
    expect(webcam.devices).toEqual([{ deviceId: 'front', label: 'Camera 1' }]);
  });

  it('opens the chosen camera, and mirrors only one that faces the reader', async () => {
    const { webcam, cameras } = await live(ignore, 'back');
    expect(webcam.deviceId).toBe('back');
    expect(webcam.isMirrored).toBe(false);
    expect((await live()).webcam.isMirrored).toBe(true);
    expect(cameras.asked[0]?.video).toMatchObject({ deviceId: { exact: 'back' } });
  });

  it('frees the first camera when another one is chosen', async () => {
    const setup = await live();
    const started = setup.webcam.start(ignore, 'back');
    await firstFrame(setup);
    expect(await started).toBe(true);
    expect(setup.cameras.tracks.map((track) => track.isStopped)).toEqual([true, false]);
  });

  it('drops frames while the consumer is busy, and hands on the newest after', async () => {
    const seen: number[] = [];
    const done: (() => void)[] = [];
    const setup = await live((frame) => {
      seen.push(frame.data[0] ?? -1);
      return new Promise<void>((resolve) => done.push(resolve));
    });
    expect(seen).toEqual([1]);
    for (const timeMs of [33, 66, 100]) setup.grabber().emit(timeMs);
    await settle();
    expect(seen).toEqual([1]);
    expect(setup.grabber().grabs).toBe(1); // dropped frames are not even read back
    done.shift()?.();
    await settle();
    setup.grabber().emit(133);
    await settle();
    expect(seen).toEqual([1, 2]);
  });

  it('measures the rate at which frames are taken', async () => {
    const setup = await live();
    for (let i = 1; i <= 60; i++) {
      setup.grabber().emit(i * 40); // 25 per second
      await settle();
    }
    expect(setup.webcam.fps).toBeCloseTo(25, 6);
  });

  it('frees every track on stop and keeps the last frame; forgets it on dispose', async () => {
    const { webcam, cameras, grabber } = await live();
    const held = grabber();
    webcam.stop();
    expect(cameras.live).toEqual([]);
    expect(held.isAttached).toBe(false);
    expect(webcam.state).toBe('off');
    expect(webcam.fps).toBe(0);
    expect(webcam.lastFrame).toBeDefined();
    webcam.dispose();
    expect(webcam.lastFrame).toBeUndefined();
  });

  it('delivers nothing after stop', async () => {
    const frames: U8Image[] = [];
    const { webcam, grabber } = await live((frame) => void frames.push(frame));
    const held = grabber();
    webcam.stop();
    held.emit(50);
    await settle();
    expect(frames).toHaveLength(1);
  });
});

describe('a camera that is refused', () => {
  it.each([
    [new DOMException('Permission denied', 'NotAllowedError'), 'camera-denied', /address bar, allow the camera and try again\.$/],
    [new DOMException('Permission dismissed', 'NotAllowedError'), 'camera-dismissed', /closed without an answer.*choose Allow/],
    [new DOMException('Permission denied by system', 'NotAllowedError'), 'camera-denied-by-system', /privacy settings under Camera/],
    [new DOMException('', 'SecurityError'), 'camera-denied', /not allowed/],
    [new DOMException('Requested device not found', 'NotFoundError'), 'camera-none', /No camera was found\. Plug one in/],
    [new DOMException('Could not start video source', 'NotReadableError'), 'camera-in-use', /another program or tab/],
    [new DOMException('Timeout starting video source', 'AbortError'), 'camera-in-use', /Close that and try again/],
    [new DOMException('', 'OverconstrainedError'), 'camera-overconstrained', /Choose another one/],
    [new TypeError('odd'), 'camera-failed', /TypeError: odd/],
  ])('%s is told as %s', async (refusal, reason, sentence) => {
    const setup = fakeSetup();
    setup.cameras.refusal = refusal;
    const webcam = new Webcam(setup.parts);
    expect(await webcam.start(ignore)).toBe(false);
    expect(webcam.state).toBe('failed');
    expect(webcam.error).toMatchObject({ reason });
    expect(webcam.error?.message).toMatch(sentence);
    expect(setup.cameras.live).toEqual([]);
  }); // prettier-ignore

  it('says when the page sits inside another one', async () => {
    const setup = fakeSetup({
      place: { isSecure: true, isEmbedded: true, instead: '', origin: 'https://a.example' },
    });
    setup.cameras.refusal = new DOMException('Permission denied', 'NotAllowedError');
    const webcam = new Webcam(setup.parts);
    await webcam.start(ignore);
    expect(webcam.error?.message).toMatch(/open it in a tab of its own/);
  });

  it('says how to open the page when it is not secure', async () => {
    const place = {
      isSecure: false,
      isEmbedded: false,
      instead: '',
      origin: 'http://192.0.2.7:8080',
    };
    const webcam = new Webcam(fakeSetup({ access: undefined, place }).parts);
    expect(await webcam.start(ignore)).toBe(false);
    expect(webcam.error).toMatchObject({
      reason: 'camera-insecure-origin',
      message: expect.stringMatching(
        /http:\/\/192\.0\.2\.7:8080 is not one\. Open this page over https, or .*localhost/,
      ) as string,
    });
  });

  it('says when a secure browser offers none', async () => {
    const webcam = new Webcam(fakeSetup({ access: undefined }).parts);
    await webcam.start(ignore);
    expect(webcam.error?.reason).toBe('camera-unsupported');
  });

  it('can be tried again', async () => {
    const setup = fakeSetup();
    setup.cameras.refusal = new DOMException('', 'NotReadableError');
    const webcam = new Webcam(setup.parts);
    await webcam.start(ignore);
    setup.cameras.refusal = undefined;
    const started = webcam.start(ignore);
    await firstFrame(setup);
    expect(await started).toBe(true);
    expect(webcam.error).toBeUndefined();
  });

  it('says when the camera is on but sends nothing', async () => {
    const setup = fakeSetup({ firstFrameTimeoutMs: 10 });
    const webcam = new Webcam(setup.parts);
    expect(await webcam.start(ignore)).toBe(false);
    expect(webcam.error?.reason).toBe('camera-no-picture');
    expect(setup.cameras.live).toEqual([]);
  });
});

describe('a question that is answered too late', () => {
  it('frees the camera when stop came first', async () => {
    const setup = fakeSetup();
    setup.cameras.isQuestionOpen = true;
    const webcam = new Webcam(setup.parts);
    const started = webcam.start(ignore);
    webcam.stop();
    setup.cameras.answer();
    expect(await started).toBe(false);
    expect(setup.cameras.tracks).toHaveLength(1);
    expect(setup.cameras.live).toEqual([]);
    expect(webcam.state).toBe('off');
  });

  it('keeps only the last of two starts', async () => {
    const setup = fakeSetup();
    setup.cameras.isQuestionOpen = true;
    const webcam = new Webcam(setup.parts);
    const first = webcam.start(ignore);
    const second = webcam.start(ignore, 'back');
    setup.cameras.answer();
    await firstFrame(setup);
    expect([await first, await second]).toEqual([false, true]);
    expect(setup.cameras.live).toHaveLength(1);
    expect(webcam.deviceId).toBe('back');
  });

  it('does not report an old refusal', async () => {
    const setup = fakeSetup();
    setup.cameras.isQuestionOpen = true;
    setup.cameras.refusal = new DOMException('', 'NotAllowedError');
    const webcam = new Webcam(setup.parts);
    const started = webcam.start(ignore);
    webcam.stop();
    setup.cameras.answer();
    await started;
    expect(webcam.error).toBeUndefined();
    expect(webcam.state).toBe('off');
  });
});

describe('a camera that is lost midway', () => {
  it('keeps the last frame and says so when it is pulled out', async () => {
    const { webcam, cameras } = await live();
    cameras.tracks[0]?.dispatchEvent(new Event('ended'));
    expect(webcam.state).toBe('unplugged');
    expect(webcam.error).toMatchObject({
      reason: 'camera-unplugged',
      message: expect.stringMatching(
        /last picture stays.*Plug the camera in and try again/,
      ) as string,
    });
    expect(webcam.lastFrame).toBeDefined();
    expect(cameras.live).toEqual([]);
  });

  it('notices the loss when only the list of devices tells', async () => {
    const { webcam, cameras } = await live();
    cameras.devices = [backCamera];
    cameras.dispatchEvent(new Event('devicechange'));
    await settle();
    expect(webcam.state).toBe('unplugged');
    expect(cameras.live).toEqual([]);
  });

  it('lists a camera that is plugged in', async () => {
    const { webcam, cameras } = await live();
    cameras.devices = [...cameras.devices, { deviceId: 'usb', label: 'USB camera' }];
    cameras.dispatchEvent(new Event('devicechange'));
    await settle();
    expect(webcam.state).toBe('live');
    expect(webcam.devices.map((d) => d.label)).toContain('USB camera');
  });

  it('pauses while the shutter is closed and goes on by itself', async () => {
    const seen: U8Image[] = [];
    const { webcam, cameras, grabber } = await live((frame) => void seen.push(frame));
    cameras.tracks[0]?.dispatchEvent(new Event('mute'));
    expect(webcam.state).toBe('paused');
    expect(webcam.error?.message).toMatch(/shutter/);
    grabber().emit(40);
    await settle();
    expect(seen).toHaveLength(1);
    cameras.tracks[0]?.dispatchEvent(new Event('unmute'));
    expect(webcam.state).toBe('live');
    expect(webcam.error).toBeUndefined();
    grabber().emit(80);
    await settle();
    expect(seen).toHaveLength(2);
  });

  it('pauses while the page is hidden', async () => {
    const seen: U8Image[] = [];
    const { webcam, page, grabber } = await live((frame) => void seen.push(frame));
    page.setHidden(true);
    expect(webcam.state).toBe('paused');
    grabber().emit(40);
    await settle();
    expect(seen).toHaveLength(1);
    page.setHidden(false);
    expect(webcam.state).toBe('live');
  });

  it('stops and says why when a frame cannot be worked on', async () => {
    let frames = 0;
    const { webcam, cameras, grabber } = await live(() => {
      if (++frames === 2) throw new Error('out of memory');
    });
    grabber().emit(40);
    await settle();
    expect(webcam.state).toBe('failed');
    expect(webcam.error?.message).toMatch(/out of memory/);
    expect(cameras.live).toEqual([]);
  });

  it('listens to nothing after it was let go', async () => {
    const { webcam, cameras, page } = await live();
    webcam.stop();
    cameras.tracks[0]?.dispatchEvent(new Event('ended'));
    cameras.devices = [];
    cameras.dispatchEvent(new Event('devicechange'));
    page.setHidden(true);
    await settle();
    expect(webcam.state).toBe('off');
  });
});
