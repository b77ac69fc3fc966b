/**
 * The reader's camera: asking for it, choosing among several, and every way of losing it.
 *
 * Frames are offered latest-wins: while the consumer works on one, newer ones are dropped, so what
 * is shown is never older than one frame plus the work. Nothing is recorded, nothing leaves memory.
 * Whoever calls `start` must call `dispose` (or `stop`) in the end: that frees every track and turns
 * the camera's light off.
 */
import type { U8Image } from '$src/core/image';
import { cameraError, noMediaDevices, type CameraPlace } from './camera-errors';
import { SourceError } from './error';
import { VideoGrabber, type FrameGrabber } from './grabber';

/**
 * off: no camera held. asking: the browser's question is open, or the camera starts.
 * live: frames arrive. paused: held, but no frames (page hidden, shutter closed).
 * unplugged: lost midway, last frame kept. failed: `error` says why.
 */
export type WebcamState = 'off' | 'asking' | 'live' | 'paused' | 'unplugged' | 'failed';

export interface CameraDevice {
  readonly deviceId: string;
  readonly label: string;
}

/** The part of `navigator.mediaDevices` that is used; tests bring their own. */
export type CameraAccess = Pick<
  MediaDevices,
  'getUserMedia' | 'enumerateDevices' | 'addEventListener' | 'removeEventListener'
>;

/** The part of `document` that tells whether the page is seen. */
export interface PageVisibility {
  readonly hidden: boolean;
  addEventListener(type: 'visibilitychange', listener: () => void): void;
  removeEventListener(type: 'visibilitychange', listener: () => void): void;
}

export interface WebcamParts {
  /** Undefined where the browser offers no camera. */
  readonly access?: CameraAccess | undefined;
  readonly place?: CameraPlace;
  readonly page?: PageVisibility;
  readonly createGrabber?: () => FrameGrabber;
  /** How long a camera may take to its first frame. */
  readonly firstFrameTimeoutMs?: number;
}

/** Takes a frame and resolves when it is done with it. */
export type FrameConsumer = (frame: U8Image) => Promise<void> | void;

const idealSize = { width: { ideal: 640 }, height: { ideal: 480 } };
const fpsWindowMs = 1000;

export class Webcam {
  state = $state<WebcamState>('off');
  /** Why the camera is not live, for the reader; also while `unplugged` or `paused`. */
  error = $state.raw<SourceError | undefined>();
  /** Cameras by name; known only after permission was given. */
  devices = $state.raw<readonly CameraDevice[]>([]);
  /** The camera in use, or asked for last. */
  deviceId = $state<string | undefined>();
  /** Frames handed to the consumer in the last second. */
  fps = $state(0);
  /** For display only: a camera that faces the reader is shown like a mirror. Pixels are never flipped. */
  isMirrored = $state(false);
  /** The newest frame; kept when the camera is lost. */
  lastFrame = $state.raw<U8Image | undefined>();

  readonly #access: CameraAccess | undefined;
  readonly #place: CameraPlace;
  readonly #page: PageVisibility;
  readonly #createGrabber: () => FrameGrabber;
  readonly #firstFrameTimeoutMs: number;
  #stream: MediaStream | undefined;
  #grabber: FrameGrabber | undefined;
  #unlisten: (() => void) | undefined;
  #consume: FrameConsumer = () => undefined;
  #isBusy = false;
  #isMuted = false;
  #delivered: number[] = [];
  /** Counts starts and stops: an answer to an older question is thrown away. */
  #attempt = 0;

  constructor(parts: WebcamParts = {}) {
    // `in`, not ??: a test says "no camera" with an explicit undefined.
    this.#access = 'access' in parts ? parts.access : browserAccess();
    this.#place = parts.place ?? browserPlace();
    this.#page = parts.page ?? document;
    this.#createGrabber = parts.createGrabber ?? (() => new VideoGrabber());
    this.#firstFrameTimeoutMs = parts.firstFrameTimeoutMs ?? 10_000;
  }

  /**
   * Asks for a camera and hands its frames to `consume`. Resolves true when it is live; false when
   * it failed (`error` says why) or another start or stop came in between. Never rejects.
   */
  async start(consume: FrameConsumer, deviceId?: string): Promise<boolean> {
    this.#release();
    const attempt = ++this.#attempt;
    this.#consume = consume;
    this.state = 'asking';
    this.error = undefined;
    if (deviceId !== undefined) this.deviceId = deviceId;
    let stream: MediaStream | undefined;
    try {
      if (this.#access === undefined) throw noMediaDevices(this.#place);
      stream = await this.#access.getUserMedia({
        audio: false,
        video: deviceId === undefined ? idealSize : { ...idealSize, deviceId: { exact: deviceId } },
      });
      if (attempt !== this.#attempt) {
        stopTracks(stream);
        return false;
      }
      this.#stream = stream;
      this.#listen(stream);
      await this.#beginFrames(stream);
      if (attempt !== this.#attempt) return false;
      await this.#refreshDevices();
      return attempt === this.#attempt;
    } catch (error) {
      if (attempt === this.#attempt) this.#fail(cameraError(error, this.#place));
      return false;
    }
  }

  /** Lets the camera go; its light goes out. The last frame stays. */
  stop(): void {
    this.#attempt++;
    this.#release();
    this.state = 'off';
    this.error = undefined;
  }

  /** Lets everything go, frames included. */
  dispose(): void {
    this.stop();
    this.lastFrame = undefined;
    this.#consume = () => undefined;
  }

  async #beginFrames(stream: MediaStream): Promise<void> {
    const attempt = this.#attempt;
    const grabber = this.#createGrabber();
    this.#grabber = grabber;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        if (this.#page.hidden) return; // a hidden page gets no frames; they come when it is seen
        reject(
          new SourceError(
            'camera-no-picture',
            'The camera is on but sends no picture. Check its cover or shutter, unplug it and plug it in again, then try again.',
          ),
        );
      }, this.#firstFrameTimeoutMs);
    });
    try {
      const firstFrame = new Promise<void>((resolve) => {
        grabber.onFrame((timeMs) => {
          resolve();
          if (attempt === this.#attempt) this.#offer(grabber, timeMs);
        });
      });
      await Promise.race([grabber.attach(stream).then(() => firstFrame), tooLong]);
    } finally {
      clearTimeout(timer);
    }
    if (attempt !== this.#attempt) return;
    const settings = stream.getVideoTracks()[0]?.getSettings();
    this.deviceId = settings?.deviceId ?? this.deviceId;
    this.isMirrored = settings?.facingMode !== 'environment';
    this.#settle();
  }

  /** Hands the newest frame on unless the last one is still being worked on. */
  #offer(grabber: FrameGrabber, timeMs: number): void {
    if (this.#isBusy || this.#page.hidden || this.#isMuted) return;
    const attempt = this.#attempt;
    this.#isBusy = true;
    // An async function, so that whatever throws at once and whatever rejects are treated alike.
    const work = async (): Promise<void> => {
      const frame = grabber.grab();
      if (frame === undefined) return;
      this.lastFrame = frame;
      this.#count(timeMs);
      await this.#consume(frame);
    };
    work().then(
      () => {
        if (attempt === this.#attempt) this.#isBusy = false;
      },
      (error: unknown) => {
        if (attempt === this.#attempt) this.#fail(cameraError(error, this.#place));
      },
    );
  }

  #count(timeMs: number): void {
    this.#delivered.push(timeMs);
    while ((this.#delivered[0] ?? timeMs) <= timeMs - fpsWindowMs) this.#delivered.shift();
    const first = this.#delivered[0] ?? timeMs;
    const n = this.#delivered.length;
    this.fps = n < 2 ? 0 : ((n - 1) * 1000) / (timeMs - first);
  }

  #listen(stream: MediaStream): void {
    const tracks = stream.getVideoTracks();
    const ended = (): void => this.#lose();
    const muted = (): void => this.#mute(true);
    const unmuted = (): void => this.#mute(false);
    const seen = (): void => this.#settle();
    const plugged = (): void => void this.#refreshDevices();
    for (const track of tracks) {
      track.addEventListener('ended', ended);
      track.addEventListener('mute', muted);
      track.addEventListener('unmute', unmuted);
    }
    this.#page.addEventListener('visibilitychange', seen);
    this.#access?.addEventListener('devicechange', plugged);
    this.#unlisten = () => {
      for (const track of tracks) {
        track.removeEventListener('ended', ended);
        track.removeEventListener('mute', muted);
        track.removeEventListener('unmute', unmuted);
      }
      this.#page.removeEventListener('visibilitychange', seen);
      this.#access?.removeEventListener('devicechange', plugged);
    };
  }

  #mute(isMuted: boolean): void {
    this.#isMuted = isMuted;
    this.#settle();
  }

  /** Live or paused, and why. */
  #settle(): void {
    if (this.#stream === undefined) return;
    if (this.#isMuted) {
      this.state = 'paused';
      this.error = new SourceError(
        'camera-no-picture',
        'The camera sends no picture just now: its shutter is closed, or another program has taken it. The last picture stays; it goes on by itself.',
      );
      return;
    }
    this.error = undefined;
    this.state = this.#page.hidden ? 'paused' : 'live';
    if (this.state === 'paused') this.#resetRate();
  }

  #lose(): void {
    this.#attempt++;
    this.#release();
    this.state = 'unplugged';
    this.error = new SourceError(
      'camera-unplugged',
      'The camera was disconnected, or its permission taken back. The last picture stays on the bench. Plug the camera in and try again.',
    );
  }

  #fail(error: SourceError): void {
    this.#attempt++;
    this.#release();
    this.state = 'failed';
    this.error = error;
  }

  async #refreshDevices(): Promise<void> {
    const attempt = this.#attempt;
    let all: readonly MediaDeviceInfo[];
    try {
      all = (await this.#access?.enumerateDevices()) ?? [];
    } catch (error) {
      console.warn('The cameras could not be listed; the one in use goes on.', error);
      return;
    }
    if (attempt !== this.#attempt) return;
    const cameras = all.filter((device) => device.kind === 'videoinput');
    this.devices = cameras.map(({ deviceId, label }, i) => ({
      deviceId,
      label: label === '' ? `Camera ${i + 1}` : label,
    }));
    // Some browsers list the loss before, or without, ending the track.
    const track = this.#stream?.getVideoTracks()[0];
    const current = track?.getSettings().deviceId;
    const isGone = current !== undefined && !cameras.some((c) => c.deviceId === current);
    if (isGone && cameras.every((c) => c.deviceId !== '')) this.#lose();
  }

  #release(): void {
    this.#unlisten?.();
    this.#unlisten = undefined;
    this.#grabber?.detach();
    this.#grabber = undefined;
    if (this.#stream !== undefined) stopTracks(this.#stream);
    this.#stream = undefined;
    this.#isMuted = false;
    this.#isBusy = false;
    this.#resetRate();
  }

  #resetRate(): void {
    this.#delivered = [];
    this.fps = 0;
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function browserAccess(): CameraAccess | undefined {
  // The type says always present; insecure pages have none.
  return (navigator as { readonly mediaDevices?: MediaDevices }).mediaDevices;
}

export function browserPlace(): CameraPlace {
  return {
    isSecure: globalThis.isSecureContext,
    isEmbedded: window.top !== window,
    origin: location.origin,
    instead: 'A sample or a file of your own works without a camera.',
  };
}
