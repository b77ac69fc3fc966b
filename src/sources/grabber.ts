/**
 * From a camera stream to RGB frames: a video element that is never shown and a canvas that is read
 * back. Frames exist only in memory.
 */
import type { U8Image } from '$src/core/image';
import { createReadbackCanvas, readbackNotice, type Canvas2d } from './canvas';
import { rgbOnWhite, workingSize } from './decode';

export interface FrameGrabber {
  /** Shows the stream to the grabber; resolves when frames can come. */
  attach(stream: MediaStream): Promise<void>;
  /** Calls back for each new frame with its time in ms until `detach`. */
  onFrame(callback: (timeMs: number) => void): void;
  /** The newest frame as RGB, longest side at most 1280 px; undefined before the first. */
  grab(): U8Image | undefined;
  /** Lets go of the stream and stops calling back. */
  detach(): void;
}

/** A camera stream in a video element that is never shown, and the moments of its frames. */
export class VideoFeed {
  protected readonly video = document.createElement('video');
  #request = 0;
  /** Frames asked for before a `detach` must not call back after it. */
  #generation = 0;

  constructor() {
    this.video.muted = true;
    this.video.playsInline = true; // iOS would open its full-screen player otherwise
  }

  async attach(stream: MediaStream): Promise<void> {
    readbackNotice();
    this.video.srcObject = stream;
    await this.video.play();
  }

  onFrame(callback: (timeMs: number) => void): void {
    const generation = this.#generation;
    const next = (timeMs: number): void => {
      if (generation !== this.#generation) return;
      callback(timeMs);
      this.#request = this.video.requestVideoFrameCallback(next);
    };
    this.#request = this.video.requestVideoFrameCallback(next);
  }

  detach(): void {
    this.#generation++;
    this.video.cancelVideoFrameCallback(this.#request);
    this.video.pause();
    this.video.srcObject = null;
  }
}

/** The grabber of real pages. */
export class VideoGrabber extends VideoFeed implements FrameGrabber {
  #canvas: Canvas2d | undefined;

  grab(): U8Image | undefined {
    const { videoWidth, videoHeight } = this.video;
    if (videoWidth === 0 || videoHeight === 0) return undefined;
    // The size changes when a phone is turned.
    const { width, height } = workingSize(videoWidth, videoHeight);
    if (this.#canvas?.canvas.width !== width || this.#canvas.canvas.height !== height) {
      this.#canvas = createReadbackCanvas(width, height);
    }
    this.#canvas.drawImage(this.video, 0, 0, width, height);
    return rgbOnWhite(this.#canvas.getImageData(0, 0, width, height)).image;
  }

  override detach(): void {
    super.detach();
    this.#canvas = undefined;
  }
}
