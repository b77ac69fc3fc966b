/**
 * Clips of the live picture with its boxes, kept in this page's memory: MediaRecorder over a canvas of our
 * own, which is painted with every shot. Nothing is written anywhere until the reader saves it, so nothing is
 * thrown away unasked either: a new clip stands beside the earlier ones, within one limit for all of them.
 * Whoever starts one calls `dispose` in the end: that frees the clips and the recorder.
 */

/** `durationMs` of one clip, `bytes` of all clips together. */
export const recordingLimits = { durationMs: 60_000, bytes: 64e6 } as const;

export interface Recording {
  readonly url: string;
  readonly bytes: number;
  readonly durationMs: number;
  readonly startedEpochMs: number;
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
const tickMs = 250;

/** A clip under way, until the coder has written the last of it. */
interface Take {
  readonly recorder: MediaRecorder;
  readonly canvas: HTMLCanvasElement;
  readonly ending: string;
  readonly startedEpochMs: number;
  readonly startedAtMs: number;
  /** Undefined while it runs. */
  endedAtMs: number | undefined;
  note: string | undefined;
}

export class ClipRecorder {
  isRecording = $state(false);
  /** Of the recording under way. */
  bytes = $state(0);
  durationMs = $state(0);
  /** The finished clips, newest first. */
  recordings = $state.raw<readonly Recording[]>([]);
  /** Why there is no recording, and what to do. */
  fault = $state<string | undefined>();
  readonly #parts: RecorderParts;
  readonly #now: () => number;
  #current: Take | undefined;
  /** The one under way, and those whose coder is not through yet. */
  #takes: readonly Take[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(parts: RecorderParts = {}) {
    this.#parts = parts;
    this.#now = parts.now ?? (() => performance.now());
  }

  /** Bytes of all finished clips. */
  get keptBytes(): number {
    return this.recordings.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Begins a clip of pictures of this size; `fault` says why when it cannot. */
  start(width: number, height: number): void {
    if (this.isRecording) return;
    this.fault = undefined;
    const format = this.#format();
    if (!format) {
      this.fault =
        'This browser cannot record a canvas (no MediaRecorder with WebM or MP4). Snapshots work; a current Chrome, Edge, Firefox or Safari records.';
      return;
    }
    if (this.keptBytes >= recordingLimits.bytes) {
      this.fault =
        'The clips on this page fill the 64 MB they may take. Download or discard one, then record again.';
      return;
    }
    const canvas = document.createElement('canvas');
    // Video coders want even sides.
    canvas.width = width - (width % 2);
    canvas.height = height - (height % 2);
    canvas.getContext('2d'); // some browsers capture only canvases that have a context
    try {
      // No rate of its own: every painted picture is one frame.
      const recorder = this.#create(canvas.captureStream(0), format.mimeType);
      this.#current = this.#listen(recorder, canvas, format.ending);
      recorder.start(500);
    } catch (error) {
      this.#current = undefined;
      this.fault = `The recording did not start (${error instanceof Error ? error.message : String(error)}). Try again; snapshots work without it.`;
      return;
    }
    this.#takes = [...this.#takes, this.#current];
    this.bytes = 0;
    this.durationMs = 0;
    this.isRecording = true;
    // Not counted in pictures: while the page is paused none comes, and the clip goes on all the same.
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  /** Paints the next picture of the recording; does nothing when none is under way. */
  paint(draw: (context: CanvasRenderingContext2D) => void): void {
    const context = this.#current?.canvas.getContext('2d');
    if (!context) return;
    draw(context);
    this.#offer();
  }

  /** Ends the clip; it joins `recordings` when the coder is through. */
  stop(note?: string): void {
    const take = this.#current;
    if (!take) return;
    this.#offer(); // the last picture lasts until now
    this.#current = undefined;
    clearInterval(this.#timer);
    take.endedAtMs = this.#now();
    take.note = note;
    this.isRecording = false;
    if (take.recorder.state === 'recording') take.recorder.stop();
  }

  discard(recording: Recording): void {
    URL.revokeObjectURL(recording.url);
    this.recordings = this.recordings.filter((other) => other !== recording);
  }

  dispose(): void {
    const takes = this.#takes;
    this.#takes = []; // what their coders still bring is not wanted
    this.stop();
    for (const { recorder } of takes) {
      if (recorder.state !== 'inactive') recorder.stop();
      endTracks(recorder);
    }
    for (const recording of this.recordings) this.discard(recording);
  }

  #tick(): void {
    if (!this.#current) return;
    this.durationMs = this.#now() - this.#current.startedAtMs;
    if (this.durationMs >= recordingLimits.durationMs) {
      this.stop('It ended after a minute: a clip is kept in memory.');
    }
  }

  #listen(recorder: MediaRecorder, canvas: HTMLCanvasElement, ending: string): Take {
    const chunks: Blob[] = [];
    const take: Take = {
      recorder,
      canvas,
      ending,
      startedEpochMs: Date.now(),
      startedAtMs: this.#now(),
      endedAtMs: undefined,
      note: undefined,
    };
    recorder.addEventListener('dataavailable', ({ data }) => {
      if (data.size > 0) chunks.push(data);
      if (take !== this.#current) return;
      this.bytes += data.size;
      if (this.keptBytes + this.bytes >= recordingLimits.bytes) {
        this.stop('It ended at 64 MB for all clips together: they are kept in memory.');
      }
    });
    recorder.addEventListener('error', () => {
      const note = 'The browser’s video coder failed; what it had written until then is here.';
      if (take === this.#current) this.stop(note);
      else take.note = note;
    });
    recorder.addEventListener('stop', () => {
      if (take === this.#current) this.stop(); // the browser ended it
      endTracks(recorder);
      if (!this.#takes.includes(take)) return; // disposed
      this.#takes = this.#takes.filter((other) => other !== take);
      this.#keep(take, new Blob(chunks, { type: recorder.mimeType }));
    });
    return take;
  }

  #keep({ startedEpochMs, startedAtMs, endedAtMs, ending, note }: Take, blob: Blob): void {
    if (blob.size === 0) {
      this.fault = 'The recording is empty: no picture arrived while it ran. Record again.';
      return;
    }
    const recording: Recording = {
      url: URL.createObjectURL(blob),
      bytes: blob.size,
      durationMs: (endedAtMs ?? this.#now()) - startedAtMs,
      startedEpochMs,
      ending,
      note,
    };
    this.recordings = [recording, ...this.recordings];
  }

  #offer(): void {
    const [track] = this.#current?.recorder.stream.getVideoTracks() ?? [];
    if (track && 'requestFrame' in track) (track as CanvasCaptureMediaStreamTrack).requestFrame();
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

function endTracks({ stream }: MediaRecorder): void {
  for (const track of stream.getTracks()) track.stop();
}
