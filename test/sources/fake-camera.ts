/** A camera made of plain objects: it can be refused, taken, muted and pulled out on command. */
import { imageOf, type U8Image } from '$src/core/image';
import type { FrameGrabber } from '$src/sources/grabber';
import type { CameraAccess, WebcamParts } from '$src/sources/webcam.svelte';

export class FakeTrack extends EventTarget {
  readonly kind = 'video';
  isStopped = false;
  readonly settings: MediaTrackSettings;
  constructor(settings: MediaTrackSettings) {
    super();
    this.settings = settings;
  }
  getSettings(): MediaTrackSettings {
    return this.settings;
  }
  stop(): void {
    this.isStopped = true;
  }
}

interface FakeDevice {
  readonly deviceId: string;
  readonly label: string;
  readonly facingMode?: string;
}

export const frontCamera: FakeDevice = {
  deviceId: 'front',
  label: 'Front camera',
  facingMode: 'user',
};
export const backCamera: FakeDevice = {
  deviceId: 'back',
  label: 'Back camera',
  facingMode: 'environment',
};

export class FakeCameras extends EventTarget {
  devices: FakeDevice[] = [frontCamera, backCamera];
  /** The next question is refused with this. */
  refusal: Error | undefined;
  /** Set to hold the answer back until `answer()`. */
  isQuestionOpen = false;
  readonly tracks: FakeTrack[] = [];
  readonly asked: MediaStreamConstraints[] = [];
  #answers: (() => void)[] = [];

  answer(): void {
    for (const give of this.#answers.splice(0)) give();
  }

  get live(): FakeTrack[] {
    return this.tracks.filter((track) => !track.isStopped);
  }

  async getUserMedia(constraints: MediaStreamConstraints = {}): Promise<MediaStream> {
    this.asked.push(constraints);
    const { refusal } = this;
    if (this.isQuestionOpen) await new Promise<void>((resolve) => this.#answers.push(resolve));
    if (refusal !== undefined) throw refusal;
    const video = constraints.video as MediaTrackConstraints;
    const wanted = (video.deviceId as { exact?: string } | undefined)?.exact;
    const device =
      wanted === undefined ? this.devices[0] : this.devices.find((d) => d.deviceId === wanted);
    if (device === undefined) {
      throw new DOMException('', wanted === undefined ? 'NotFoundError' : 'OverconstrainedError');
    }
    const track = new FakeTrack({
      deviceId: device.deviceId,
      ...(device.facingMode === undefined ? {} : { facingMode: device.facingMode }),
    });
    this.tracks.push(track);
    const stream = { getTracks: () => [track], getVideoTracks: () => [track] };
    return stream as unknown as MediaStream;
  }

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    const list = this.devices.map((d) => ({ ...d, kind: 'videoinput', groupId: '' }));
    const microphone = { deviceId: 'mic', label: 'Microphone', kind: 'audioinput', groupId: '' };
    return Promise.resolve([microphone, ...list] as unknown as MediaDeviceInfo[]);
  }

  get access(): CameraAccess {
    return this as unknown as CameraAccess;
  }
}

export class FakePage extends EventTarget {
  hidden = false;
  setHidden(hidden: boolean): void {
    this.hidden = hidden;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

/** Hands out 2 × 1 frames whose first value counts up. */
export class FakeGrabber implements FrameGrabber {
  isAttached = false;
  grabs = 0;
  #callback: ((timeMs: number) => void) | undefined;
  attach(): Promise<void> {
    this.isAttached = true;
    return Promise.resolve();
  }
  onFrame(callback: (timeMs: number) => void): void {
    this.#callback = callback;
  }
  grab(): U8Image | undefined {
    this.grabs++;
    return imageOf('u8', 2, 1, 3, Uint8Array.of(this.grabs, 0, 0, 0, 0, 0));
  }
  detach(): void {
    this.isAttached = false;
    this.#callback = undefined;
  }
  emit(timeMs: number): void {
    this.#callback?.(timeMs);
  }
}

export interface FakeSetup {
  readonly cameras: FakeCameras;
  readonly page: FakePage;
  /** The grabber of the latest start. */
  grabber(): FakeGrabber;
  readonly parts: WebcamParts;
}

export function fakeSetup(parts: WebcamParts = {}): FakeSetup {
  const cameras = new FakeCameras();
  const page = new FakePage();
  const grabbers: FakeGrabber[] = [];
  return {
    cameras,
    page,
    grabber: () => {
      const last = grabbers.at(-1);
      if (last === undefined) throw new Error('No grabber was made.');
      return last;
    },
    parts: {
      access: cameras.access,
      place: {
        isSecure: true,
        isEmbedded: false,
        origin: 'https://lab.example',
        instead: 'A sample works.',
      },
      page,
      createGrabber: () => {
        const grabber = new FakeGrabber();
        grabbers.push(grabber);
        return grabber;
      },
      firstFrameTimeoutMs: 200,
      ...parts,
    },
  };
}

/** Lets everything that waits on promises go on. */
/** Long enough for a frame to be hashed off-thread, also on a busy machine. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 25));

/** Waits until the camera was opened, then shows a first frame. */
export async function firstFrame(setup: FakeSetup, timeMs = 0): Promise<void> {
  await settle();
  setup.grabber().emit(timeMs);
  await settle();
}
