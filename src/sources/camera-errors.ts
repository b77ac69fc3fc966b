/**
 * What went wrong with a camera and what to do about it, from the error names that
 * `getUserMedia` defines (W3C Media Capture and Streams, section 10) and the older ones still seen.
 */
import { SourceError } from './error';

export interface CameraPlace {
  /** `isSecureContext` of the page. */
  readonly isSecure: boolean;
  /** The page sits in a frame of another page. */
  readonly isEmbedded: boolean;
  /** Shown in the advice for insecure pages. */
  readonly origin: string;
  /** What works without a camera there, a sentence. */
  readonly instead: string;
}

/** The refusal before asking, when the browser offers no camera at all. */
export function noMediaDevices(place: CameraPlace): SourceError {
  if (!place.isSecure) {
    return new SourceError(
      'camera-insecure-origin',
      `Browsers give cameras only to secure pages, and ${place.origin} is not one. Open this page over https, or on this machine as http://localhost. ${place.instead}`,
    );
  }
  return new SourceError(
    'camera-unsupported',
    `This browser offers no camera to pages. Use a current Chrome, Edge, Firefox or Safari. ${place.instead}`,
  );
}

/** Any rejection of `getUserMedia` as a sentence. */
export function cameraError(error: unknown, place: CameraPlace): SourceError {
  if (error instanceof SourceError) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  const detail = error instanceof Error ? error.message : String(error);
  const because = { cause: error };
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      return denied(detail, place, because);
    case 'NotFoundError':
    case 'DevicesNotFoundError':
      return new SourceError(
        'camera-none',
        `No camera was found. Plug one in, or switch on the one in the machine, and try again. ${place.instead}`,
        because,
      );
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return new SourceError(
        'camera-in-use',
        'The camera is there but does not start: another program or tab probably uses it. Close that and try again.',
        because,
      );
    case 'OverconstrainedError':
    case 'ConstraintNotSatisfiedError':
      return new SourceError(
        'camera-overconstrained',
        'The chosen camera is not available any more. Choose another one from the list and try again.',
        because,
      );
    default:
      return new SourceError(
        'camera-failed',
        `The camera could not be started (${name === '' ? 'error' : name}: ${detail}). Unplug it and plug it in again, then try again. ${place.instead}`,
        because,
      );
  }
}

function denied(detail: string, place: CameraPlace, because: ErrorOptions): SourceError {
  if (/system/i.test(detail)) {
    return new SourceError(
      'camera-denied-by-system',
      'The operating system keeps the camera from this browser. Allow it in the system’s privacy settings under Camera, then try again.',
      because,
    );
  }
  if (/dismiss/i.test(detail)) {
    return new SourceError(
      'camera-dismissed',
      'The question about the camera was closed without an answer. Try again and choose Allow.',
      because,
    );
  }
  const embedded = place.isEmbedded
    ? ' This page sits inside another one, which may forbid it: open it in a tab of its own.'
    : '';
  return new SourceError(
    'camera-denied',
    `The camera was not allowed for this page. Click the camera or lock symbol in the address bar, allow the camera and try again.${embedded}`,
    because,
  );
}
