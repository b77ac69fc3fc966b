/**
 * The camera as a source of live pictures: `Webcam` asks, chooses and tells every way of losing it; its frames
 * are drawn from the video element, so that no pixel is read back on the page.
 */
import type { U8Image } from '$src/core/image';
import { VideoFeed, type FrameGrabber } from '$src/sources/grabber';
import { browserPlace, Webcam, type WebcamParts } from '$src/sources/webcam.svelte';
import type { LiveSource, NewestPicture } from './source';

/** Tells of frames instead of reading them. */
class FeedWatch extends VideoFeed implements FrameGrabber {
  readonly #onNewer: (video: HTMLVideoElement) => void;

  constructor(onNewer: (video: HTMLVideoElement) => void) {
    super();
    this.#onNewer = onNewer;
  }

  /** Webcam calls it for each frame of a live camera. Nothing is read: the pixels stay in the video. */
  grab(): U8Image | undefined {
    this.#onNewer(this.video);
    return undefined;
  }
}

export class CameraSource implements LiveSource {
  readonly webcam: Webcam;
  /** The camera to ask for; undefined takes the browser's own choice. */
  deviceId: string | undefined;
  #video: HTMLVideoElement | undefined;
  #onNewer: () => void = () => undefined;
  #isHeld = false;

  constructor(parts: WebcamParts = {}) {
    this.webcam = new Webcam({
      createGrabber: () =>
        new FeedWatch((video) => {
          this.#video = video;
          if (!this.#isHeld) this.#onNewer();
        }),
      place: { ...browserPlace(), instead: '' }, // the page itself shows what works without
      ...parts,
    });
  }

  get fault(): string | undefined {
    return this.webcam.error?.message;
  }

  start(onNewer: () => void): Promise<boolean> {
    this.#onNewer = onNewer;
    return this.webcam.start(() => undefined, this.deviceId);
  }

  newest(): NewestPicture | undefined {
    const video = this.#video;
    if (!video || video.videoWidth === 0) return undefined;
    return { image: video, width: video.videoWidth, height: video.videoHeight };
  }

  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
  }

  stop(): void {
    this.#onNewer = () => undefined;
    this.#video = undefined;
    this.webcam.dispose();
  }
}
