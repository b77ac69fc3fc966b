// The grabber on a real stream: a canvas that is drawn on stands in for the camera.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VideoGrabber } from '$src/sources/grabber';
import { Webcam } from '$src/sources/webcam.svelte';
import { fakeSetup } from './fake-camera';

let canvas: HTMLCanvasElement;
let stream: MediaStream;
let timer: ReturnType<typeof setInterval>;
let colour = '#ff0000';

/** A quarter of the picture in another colour, so that a turned or mirrored frame shows. */
function draw(): void {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('No canvas.');
  context.fillStyle = colour;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#0000ff';
  context.fillRect(0, 0, canvas.width / 2, canvas.height / 2);
}

beforeEach(() => {
  colour = '#ff0000';
  canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
  draw();
  stream = canvas.captureStream(30);
  timer = setInterval(draw, 20);
});
afterEach(() => {
  clearInterval(timer);
  for (const track of stream.getTracks()) track.stop();
});

const nextFrame = (grabber: VideoGrabber): Promise<void> =>
  new Promise((resolve) => grabber.onFrame(() => resolve()));

function near(actual: Uint8Array, expected: readonly number[]): void {
  // Video goes through YUV: a few levels are lost.
  expected.forEach((level, i) =>
    expect(Math.abs((actual[i] ?? -99) - level)).toBeLessThanOrEqual(6),
  );
}

describe('VideoGrabber', () => {
  it('gives frames as RGB, the right way round', async () => {
    const grabber = new VideoGrabber();
    await grabber.attach(stream);
    await nextFrame(grabber);
    const frame = grabber.grab();
    expect(frame).toMatchObject({ width: 64, height: 48, channels: 3, type: 'u8' });
    const at = (x: number, y: number): Uint8Array =>
      frame?.data.subarray((y * 64 + x) * 3, (y * 64 + x) * 3 + 3) ?? new Uint8Array();
    near(at(10, 10), [0, 0, 255]);
    near(at(50, 10), [255, 0, 0]);
    near(at(10, 40), [255, 0, 0]);
    grabber.detach();
  });

  it('scales frames that are larger than the bench works on', async () => {
    canvas.width = 1600;
    canvas.height = 100;
    draw();
    const grabber = new VideoGrabber();
    await grabber.attach(stream);
    await expect
      .poll(() => {
        const frame = grabber.grab();
        return frame && [frame.width, frame.height];
      })
      .toEqual([1280, 80]);
    grabber.detach();
  });

  it('has no frame before the first and calls back no more after detach', async () => {
    const grabber = new VideoGrabber();
    expect(grabber.grab()).toBeUndefined();
    await grabber.attach(stream);
    let frames = 0;
    grabber.onFrame(() => frames++);
    await expect.poll(() => frames).toBeGreaterThan(2);
    grabber.detach();
    const before = frames;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(frames).toBe(before);
  });
});

describe('Webcam on a real stream', () => {
  it('goes live, counts frames, and frees the track', async () => {
    const { cameras, page } = fakeSetup();
    cameras.getUserMedia = () => Promise.resolve(stream);
    const { deviceId = '' } = stream.getVideoTracks()[0]?.getSettings() ?? {};
    cameras.devices = [{ deviceId, label: 'Canvas' }];
    const webcam = new Webcam({ access: cameras.access, page });
    let frames = 0;
    expect(await webcam.start(() => void frames++)).toBe(true);
    await expect.poll(() => frames).toBeGreaterThan(5);
    expect(webcam.fps).toBeGreaterThan(5);
    expect(webcam.fps).toBeLessThan(61);
    webcam.dispose();
    expect(stream.getVideoTracks()[0]?.readyState).toBe('ended');
  });
});
