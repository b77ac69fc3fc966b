import { describe, expect, it } from 'vitest';
import { imageOf } from '$src/core/image';
import type { DecodedImage, DecodeOptions } from '$src/sources/decode';
import { SourceError } from '$src/sources/error';
import { openSampleSet, type ReadFile } from '$src/sources/samples';
import { ImageSource, type SourceParts } from '$src/sources/source.svelte';
import { Webcam } from '$src/sources/webcam.svelte';
import { fakeSetup, firstFrame, settle, type FakeSetup } from './fake-camera';
import { annotations, asFile, entry, patterned, png, text } from './fixtures';

const picture = imageOf('u8', 2, 1, 3, Uint8Array.of(9, 8, 7, 6, 5, 4));

const read: ReadFile = (file) => {
  if (file === 'annotations.json') {
    return Promise.resolve(
      text(annotations(entry('tabletop', { title: 'Tabletop, daylight' }), entry('coins'))),
    );
  }
  const channels = /labels|outline/.test(file) ? 1 : 3;
  return Promise.resolve(png(patterned(6, 4, channels)));
};

interface Setup extends FakeSetup {
  readonly source: ImageSource;
}

function setup(parts: SourceParts = {}): Setup {
  const camera = fakeSetup();
  const source = new ImageSource({
    openSamples: () => openSampleSet(read),
    decode: (blob, options): Promise<DecodedImage> => {
      const name = options?.name ?? (blob as File).name;
      if (name.endsWith('.txt')) {
        return Promise.reject(new SourceError('text', `${name} contains text, not a picture.`));
      }
      return Promise.resolve({ image: picture, name, notices: ['Scaled.'] });
    },
    webcam: new Webcam(camera.parts),
    ...parts,
  });
  return { ...camera, source };
}

async function live(): Promise<Setup> {
  const all = setup();
  await all.source.useSample('tabletop');
  const started = all.source.useWebcam();
  await firstFrame(all);
  expect(await started).toBe(true);
  // The frame is hashed before it is shown; on a busy machine that outlasts a fixed wait.
  await expect.poll(() => all.source.kind).toBe('webcam');
  return all;
}

describe('samples', () => {
  it('brings picture, truth, name and words', async () => {
    const { source } = setup();
    expect(await source.useSample('tabletop')).toBe(true);
    expect(source.kind).toBe('sample');
    expect(source.key).toBe('sample:tabletop');
    expect(source.samples.map((s) => s.name)).toEqual(['tabletop', 'coins']);
    expect(source.current).toMatchObject({
      kind: 'sample',
      title: 'Tabletop, daylight',
      description: 'A bottle on a table.',
      notices: [],
      image: { width: 6, channels: 3 },
      truth: { labels: { channels: 1 }, outline: { channels: 1 } },
      subject: { label: 'tabletop' },
    });
    expect(source.loading).toBeUndefined();
  });

  it('keeps the picture when another sample fails, says why, and tries again', async () => {
    let isDown = false;
    const { source } = setup({
      openSamples: () =>
        openSampleSet((file) =>
          isDown && file.startsWith('coins')
            ? Promise.reject(new SourceError('sample-unreachable', 'Check the connection.'))
            : read(file),
        ),
    });
    await source.useSample('tabletop');
    isDown = true;
    expect(await source.useSample('coins')).toBe(false);
    expect(source.current?.subject.label).toBe('tabletop');
    expect(source.key).toBe('sample:tabletop');
    expect(source.error?.reason).toBe('sample-unreachable');
    expect(source.canRetry).toBe(true);
    isDown = false;
    expect(await source.retry()).toBe(true);
    expect(source.key).toBe('sample:coins');
    expect(source.error).toBeUndefined();
  });
});

describe('files', () => {
  it('shows a file with its notices and keeps the sample for links', async () => {
    const { source } = setup();
    await source.useSample('tabletop');
    expect(await source.useFile(asFile([1], 'photo.jpg'))).toBe(true);
    expect(source.key).toBe('file:tabletop');
    expect(source.current).toMatchObject({
      kind: 'file',
      image: picture,
      title: 'photo.jpg',
      description: 'Your picture photo.jpg, 2 × 1 px',
      notices: ['Scaled.'],
      subject: { label: 'photo.jpg' },
    });
    expect(source.current?.truth).toBeUndefined();
  });

  it('keeps the picture when a file is refused', async () => {
    const { source } = setup();
    await source.useSample('tabletop');
    expect(await source.useFile(asFile([1], 'notes.txt'))).toBe(false);
    expect(source.error?.message).toBe('notes.txt contains text, not a picture.');
    expect(source.kind).toBe('sample');
    expect(source.current?.subject.label).toBe('tabletop');
    source.dismiss();
    expect(source.error).toBeUndefined();
  });

  it('wraps whatever else goes wrong in a sentence', async () => {
    const { source } = setup({ decode: () => Promise.reject(new RangeError('boom')) });
    expect(await source.useFile(asFile([1], 'a.png'))).toBe(false);
    expect(source.error?.message).toBe('The file could not be opened (boom)');
  });

  it('lets the later of two requests win, whichever ends first', async () => {
    const gates: (() => void)[] = [];
    const aborted: boolean[] = [];
    const decode = async (blob: Blob, options?: DecodeOptions): Promise<DecodedImage> => {
      await new Promise<void>((resolve) => gates.push(resolve));
      aborted.push(options?.signal?.aborted ?? false);
      return { image: picture, name: (blob as File).name, notices: [] };
    };
    const { source } = setup({ decode });
    const first = source.useFile(asFile([1], 'slow.png'));
    const second = source.useFile(asFile([1], 'quick.png'));
    gates[1]?.();
    expect(await second).toBe(true);
    gates[0]?.();
    expect(await first).toBe(false);
    expect(source.current?.title).toBe('quick.png');
    expect(aborted).toEqual([false, true]);
    expect(source.loading).toBeUndefined();
  });

  it('takes a dropped picture among other files and says so', async () => {
    const { source } = setup();
    const files = [asFile([1], 'a.txt', 'text/plain'), asFile([1], 'b.png', 'image/png')];
    expect(await source.useDrop({ files })).toBe(true);
    expect(source.current?.title).toBe('b.png');
    expect(source.current?.notices).toEqual(['2 files were dropped; one is used.', 'Scaled.']);
  });

  it('explains drops without a file, and folders', async () => {
    const { source } = setup();
    expect(await source.useDrop(null)).toBe(false);
    expect(source.error).toMatchObject({
      reason: 'no-file',
      message: expect.stringMatching(/Save the picture to disk/) as string,
    });
    const folder = { webkitGetAsEntry: () => ({ isDirectory: true }) };
    expect(await source.useDrop({ files: [asFile([], 'photos')], items: [folder] })).toBe(false);
    expect(source.error?.reason).toBe('folder');
  });
});

describe('webcam', () => {
  it('shows frames, each with its own subject', async () => {
    const { source, grabber } = await live();
    expect(source.kind).toBe('webcam');
    expect(source.isLive).toBe(true);
    expect(source.key).toBe('webcam:tabletop');
    const first = source.current;
    grabber().emit(40);
    await settle();
    expect(source.current?.image.data[0]).toBe(2);
    expect(source.current?.subject.label).toBe('webcam');
    expect(source.current?.subject.sha256).not.toBe(first?.subject.sha256);
    source.dispose();
  });

  it('waits for onFrame before it takes the next frame', async () => {
    const { source, grabber } = await live();
    let done: () => void = () => undefined;
    source.onFrame = () => new Promise<void>((resolve) => (done = resolve));
    grabber().emit(40);
    await settle();
    grabber().emit(80);
    await settle();
    expect(source.current?.image.data[0]).toBe(2);
    done();
    await settle();
    grabber().emit(120);
    await settle();
    expect(source.current?.image.data[0]).toBe(3);
  });

  it('holds a frame while the camera goes on', async () => {
    const { source, grabber } = await live();
    source.hold();
    const held = source.current;
    grabber().emit(40);
    await settle();
    expect(source.current).toBe(held);
    expect(source.isLive).toBe(false);
    expect(source.webcam.state).toBe('live');
    source.resume();
    grabber().emit(80);
    await settle();
    expect(source.current).not.toBe(held);
  });

  it('keeps the last picture when the camera is pulled out, and can be started again', async () => {
    const all = await live();
    all.cameras.tracks[0]?.dispatchEvent(new Event('ended'));
    expect(all.source.kind).toBe('webcam');
    expect(all.source.current?.subject.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(all.source.error?.reason).toBe('camera-unplugged');
    expect(all.source.canRetry).toBe(true);
    const again = all.source.retry();
    await firstFrame(all);
    expect(await again).toBe(true);
    expect(all.source.error).toBeUndefined();
  });

  it('keeps the sample when the camera is denied', async () => {
    const { source, cameras } = setup();
    await source.useSample('tabletop');
    cameras.refusal = new DOMException('Permission denied', 'NotAllowedError');
    expect(await source.useWebcam()).toBe(false);
    expect(source.kind).toBe('sample');
    expect(source.error?.reason).toBe('camera-denied');
    expect(source.loading).toBeUndefined();
    source.dismiss();
    expect(source.error).toBeUndefined();
  });

  it('tries any camera when the chosen one is gone', async () => {
    const all = setup();
    expect(await all.source.useWebcam('gone')).toBe(false);
    expect(all.source.error?.reason).toBe('camera-overconstrained');
    const again = all.source.retry();
    await firstFrame(all);
    expect(await again).toBe(true);
    expect(all.source.webcam.deviceId).toBe('front');
  });

  it('turns the camera off when a sample or file is shown, but not when that fails', async () => {
    const one = await live();
    await one.source.useFile(asFile([1], 'bad.txt'));
    expect(one.cameras.live).toHaveLength(1);
    expect(one.source.kind).toBe('webcam');
    await one.source.useFile(asFile([1], 'good.png'));
    expect(one.cameras.live).toEqual([]);
    const other = await live();
    await other.source.useSample('coins');
    expect(other.cameras.live).toEqual([]);
    expect(other.source.kind).toBe('sample');
  });

  it('gives up the open question when the reader turns to a sample', async () => {
    const { source, cameras } = setup();
    cameras.isQuestionOpen = true;
    const asked = source.useWebcam();
    await source.useSample('tabletop');
    cameras.answer();
    expect(await asked).toBe(false);
    expect(cameras.live).toEqual([]);
    expect(source.kind).toBe('sample');
    expect(source.error).toBeUndefined();
  });

  it('drops a frame that was being hashed when the reader turned away', async () => {
    let release: () => void = () => undefined;
    const all = setup({
      hash: async (_image, label) => {
        if (label === 'webcam') await new Promise<void>((resolve) => (release = resolve));
        return { label, sha256: 'x' };
      },
    });
    void all.source.useWebcam();
    await firstFrame(all);
    await all.source.useFile(asFile([1], 'photo.png'));
    release();
    await settle();
    expect(all.source.current?.title).toBe('photo.png');
  });

  it('turns off on stop, with the last picture kept; frees all on dispose', async () => {
    const { source, cameras } = await live();
    source.stop();
    expect(cameras.live).toEqual([]);
    expect(source.kind).toBe('webcam');
    expect(source.current).toBeDefined();
    source.dispose();
    expect(source.current).toBeUndefined();
  });
});

describe('links', () => {
  it.each([
    [undefined, 'coins', undefined],
    ['', 'coins', undefined],
    ['sample:tabletop', 'tabletop', undefined],
    ['file:tabletop', 'tabletop', /picture of your own.*choose it again/],
    ['file:gone', 'coins', /picture of your own/],
    ['webcam:tabletop', 'tabletop', /camera picture.*turn the webcam on again/],
    ['sample:moon', 'coins', /“sample:moon”, is not among the samples/],
    ['../../etc', 'coins', /not among the samples/],
    [`sample:${'x'.repeat(500)}`, 'coins', /not among the samples/],
  ])('%s opens %s', async (key, name, note) => {
    const { source } = setup();
    expect(await source.open(key, 'coins')).toBe(true);
    expect(source.key).toBe(`sample:${name}`);
    if (note === undefined) expect(source.error).toBeUndefined();
    else expect(source.error?.message).toMatch(note);
  });

  it('reports when there are no samples at all', async () => {
    const { source } = setup({
      openSamples: () =>
        Promise.reject(new SourceError('sample-unreachable', 'Check the connection.')),
    });
    expect(await source.open('sample:tabletop', 'coins')).toBe(false);
    expect(source.error?.reason).toBe('sample-unreachable');
    expect(source.canRetry).toBe(true);
  });
});
