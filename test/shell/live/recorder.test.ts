// Clips before a pretended MediaRecorder: nothing is lost, nothing is longer or larger than said.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ClipRecorder, recordingLimits } from '$src/shell/live/recorder.svelte';

/** A coder that ends a clip when the test says so, as a real one does a moment after `stop`. */
class FakeCoder extends EventTarget {
  state: 'inactive' | 'recording' = 'inactive';
  readonly mimeType = 'video/webm';
  readonly stream: MediaStream;

  constructor(stream: MediaStream) {
    super();
    this.stream = stream;
  }
  start(): void {
    this.state = 'recording';
  }
  stop(): void {
    this.state = 'inactive';
  }
  write(bytes: number): void {
    const data = { size: bytes } as Blob;
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data }));
  }
  /** Writes the last of the clip. */
  end(text = 'clip'): void {
    const data = new Blob(text === '' ? [] : [text]);
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data }));
    this.state = 'inactive';
    this.dispatchEvent(new Event('stop'));
  }
}

let coders: FakeCoder[];
let stoppedTracks: number;
let recorder: ClipRecorder;
const coder = (at: number): FakeCoder => coders[at] ?? expect.fail(`no coder ${at}`);

beforeEach(() => {
  vi.useFakeTimers();
  coders = [];
  stoppedTracks = 0;
  const track = { stop: () => stoppedTracks++, requestFrame: () => undefined };
  const stream = { getTracks: () => [track], getVideoTracks: () => [track] };
  const canvas = { getContext: () => ({}), captureStream: () => stream };
  vi.stubGlobal('document', { createElement: () => ({ ...canvas }) });
  recorder = new ClipRecorder({
    create: (source) => {
      const made = new FakeCoder(source);
      coders.push(made);
      return made as unknown as MediaRecorder;
    },
    isSupported: () => true,
    now: () => Date.now(),
  });
});
afterEach(() => {
  recorder.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the limits', () => {
  test('a clip ends after a minute even when no picture comes, and says why', () => {
    recorder.start(64, 48);
    recorder.paint(() => undefined);
    vi.advanceTimersByTime(30_000);
    expect([recorder.isRecording, recorder.durationMs]).toEqual([true, 30_000]);
    vi.advanceTimersByTime(40_000);
    expect(recorder.isRecording).toBe(false);
    coder(0).end();
    expect(recorder.recordings).toMatchObject([
      { durationMs: recordingLimits.durationMs, note: expect.stringMatching(/minute/) as string },
    ]);
  });

  test('its length is that of the clip, not of the coder’s last words', () => {
    recorder.start(64, 48);
    vi.advanceTimersByTime(2000);
    recorder.stop();
    vi.advanceTimersByTime(5000);
    coder(0).end();
    expect(recorder.recordings[0]).toMatchObject({ durationMs: 2000, note: undefined });
  });

  test('all clips together end at 64 MB; then a new one waits for room', () => {
    recorder.start(64, 48);
    coder(0).write(recordingLimits.bytes);
    expect(recorder.isRecording).toBe(false);
    coder(0).end();
    expect(recorder.recordings[0]?.note).toMatch(/64 MB/);
    recorder.recordings = recorder.recordings.map((one) => ({
      ...one,
      bytes: recordingLimits.bytes,
    }));
    recorder.start(64, 48);
    expect([recorder.isRecording, recorder.fault]).toEqual([
      false,
      expect.stringMatching(/discard one/),
    ]);
    const [kept] = recorder.recordings;
    if (kept) recorder.discard(kept);
    recorder.start(64, 48);
    expect([recorder.isRecording, recorder.fault]).toEqual([true, undefined]);
  });
});

describe('no clip is lost', () => {
  test('record pressed again before the coder is through: both clips arrive', () => {
    recorder.start(64, 48);
    recorder.stop();
    recorder.start(64, 48);
    coder(0).end('first');
    expect([recorder.recordings.length, recorder.isRecording]).toEqual([1, true]);
    recorder.stop();
    coder(1).end('the second');
    expect(recorder.recordings.map(({ bytes }) => bytes)).toEqual([10, 5]); // newest first
    expect(stoppedTracks).toBe(2);
  });

  test('a coder that fails leaves what it had, with a note', () => {
    recorder.start(64, 48);
    coder(0).dispatchEvent(new Event('error'));
    coder(0).end();
    expect(recorder.isRecording).toBe(false);
    expect(recorder.recordings[0]?.note).toMatch(/coder failed/);
  });

  test('an empty clip is told and not kept', () => {
    recorder.start(64, 48);
    recorder.stop();
    coder(0).end('');
    expect(recorder.recordings).toEqual([]);
    expect(recorder.fault).toMatch(/no picture arrived/);
  });
});

test('dispose ends the coder and keeps nothing that comes later', () => {
  recorder.start(64, 48);
  recorder.dispose();
  expect([coder(0).state, recorder.isRecording]).toEqual(['inactive', false]);
  coder(0).end();
  expect(recorder.recordings).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
  expect(stoppedTracks).toBeGreaterThan(0);
});
