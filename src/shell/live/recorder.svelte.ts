/**
 * A clip of the live picture with its boxes, kept in this page's memory: MediaRecorder over a canvas of our
 * own, which is painted with every shot. Nothing is written anywhere until the reader saves it.
 * Whoever starts one calls `dispose` in the end: that frees the clip and the recorder.
 */
export const recordingLimits = { durationMs: 60_000, bytes: 64e6 } as const;

export interface Recording {
  readonly url: string;
  readonly bytes: number;
  readonly durationMs: number;
  /** With its dot: ".webm". */
  readonly ending: string;
  /** Why it ended, when not by the reader. */
  readonly note: string | undefined;
}

/** What `MediaRecorder` is to this class; tests bring their own. */
export interface RecorderParts {
  readonly create?: ((stream: MediaStream, mimeType: string) => MediaRecorder) | undefined;
  readonly isSupported?: ((mimeType: string) => boolean) | undefined;
  readonly now?: () => number;
}

const formats = [
  { mimeType: 'video/webm;codecs=vp9', ending: '.webm' },
  { mimeType: 'video/webm;codecs=vp8', ending: '.webm' },
  { mimeType: 'video/mp4', ending: '.mp4' },
] as const;

const bitsPerSecond = 6e6;

export class ClipRecorder {
  isRecording = $state(false);
  /** Of the recording under way. */
  bytes = $state(0);
  durationMs = $state(0);
  recording = $state.raw<Recording | undefined>();
  /** Why there is no recording, and what to do. */
  fault = $state<string | undefined>();
  readonly #parts: RecorderParts;
  readonly #now: () => number;
  #recorder: MediaRecorder | undefined;
  #canvas: HTMLCanvasElement | undefined;
  #startedAtMs = 0;

  constructor(parts: RecorderParts = {}) {
    this.#parts = parts;
    this.#now = parts.now ?? (() => performance.now());
  }

  /** Begins a clip of pictures of this size; the one before it is discarded. */
  start(width: number, height: number): void {
    if (this.isRecording) return;
    this.discard();
    this.fault = undefined;
    const format = this.#format();
    if (!format) {
      this.fault =
        'This browser cannot record a canvas (no MediaRecorder with WebM or MP4). Snapshots work; a current Chrome, Edge, Firefox or Safari records.';
      return;
    }
    const canvas = document.createElement('canvas');
    // Video coders want even sides.
    canvas.width = width - (width % 2);
    canvas.height = height - (height % 2);
    canvas.getContext('2d'); // some browsers capture only canvases that have a context
    let recorder: MediaRecorder;
    try {
      // No rate of its own: every painted picture is one frame.
      const stream = canvas.captureStream(0);
      recorder = this.#create(stream, format.mimeType);
      this.#listen(recorder, format.ending);
      recorder.start(500);
    } catch (error) {
      this.fault = `The recording did not start (${error instanceof Error ? error.message : String(error)}). Try again; snapshots work without it.`;
      return;
    }
    this.#recorder = recorder;
    this.#canvas = canvas;
    this.#startedAtMs = this.#now();
    this.bytes = 0;
    this.durationMs = 0;
    this.isRecording = true;
  }

  /** Paints the next picture of the recording; does nothing when none is under way. */
  paint(draw: (context: CanvasRenderingContext2D) => void): void {
    const context = this.#canvas?.getContext('2d');
    if (!this.isRecording || !context) return;
    draw(context);
    this.#offer();
    this.durationMs = this.#now() - this.#startedAtMs;
    if (this.durationMs >= recordingLimits.durationMs) this.stop();
  }

  /** Ends the clip; `recording` follows when the coder is through. */
  stop(): void {
    if (this.#recorder?.state === 'recording') {
      this.#offer(); // the last picture lasts until now
      this.#recorder.stop();
    }
    this.isRecording = false;
  }

  discard(): void {
    if (this.recording) URL.revokeObjectURL(this.recording.url);
    this.recording = undefined;
  }

  dispose(): void {
    const recorder = this.#recorder;
    this.#letGo();
    if (recorder && recorder.state !== 'inactive') recorder.stop();
    this.isRecording = false;
    this.discard();
  }

  #listen(recorder: MediaRecorder, ending: string): void {
    const chunks: Blob[] = [];
    let note: string | undefined;
    recorder.addEventListener('dataavailable', ({ data }) => {
      if (data.size > 0) chunks.push(data);
      if (recorder !== this.#recorder) return;
      this.bytes += data.size;
      if (this.bytes >= recordingLimits.bytes) this.stop();
    });
    recorder.addEventListener('error', () => {
      note = 'The browser’s video coder failed; what it had written until then is here.';
      this.stop();
    });
    recorder.addEventListener('stop', () => {
      if (recorder !== this.#recorder) return; // disposed, or another one was begun
      const durationMs = this.#now() - this.#startedAtMs;
      this.#letGo();
      this.isRecording = false;
      const blob = new Blob(chunks, { type: recorder.mimeType });
      if (blob.size === 0) {
        this.fault = 'The recording is empty: no picture arrived while it ran. Record again.';
        return;
      }
      this.durationMs = Math.min(durationMs, recordingLimits.durationMs);
      this.recording = {
        url: URL.createObjectURL(blob),
        bytes: blob.size,
        durationMs: this.durationMs,
        ending,
        note: note ?? limitNote(durationMs, blob.size),
      };
    });
  }

  #offer(): void {
    const [track] = this.#recorder?.stream.getVideoTracks() ?? [];
    if (track && 'requestFrame' in track) (track as CanvasCaptureMediaStreamTrack).requestFrame();
  }

  #letGo(): void {
    for (const track of this.#recorder?.stream.getTracks() ?? []) track.stop();
    this.#recorder = undefined;
    this.#canvas = undefined;
  }

  #format(): (typeof formats)[number] | undefined {
    const isThere = typeof MediaRecorder !== 'undefined' || this.#parts.create !== undefined;
    if (!isThere) return undefined;
    const isSupported =
      this.#parts.isSupported ?? ((mimeType) => MediaRecorder.isTypeSupported(mimeType));
    return formats.find(({ mimeType }) => isSupported(mimeType));
  }

  #create(stream: MediaStream, mimeType: string): MediaRecorder {
    return (
      this.#parts.create?.(stream, mimeType) ??
      new MediaRecorder(stream, { mimeType, videoBitsPerSecond: bitsPerSecond })
    );
  }
}

function limitNote(durationMs: number, bytes: number): string | undefined {
  if (durationMs >= recordingLimits.durationMs) {
    return 'It ended after a minute: a clip is kept in memory.';
  }
  return bytes >= recordingLimits.bytes
    ? 'It ended at 64 MB: a clip is kept in memory.'
    : undefined;
}
