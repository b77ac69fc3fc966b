/** The failures of a GPU, as sentences for the reader: what happened, the numbers, what to do. */

/** The device or context is gone; nothing held on it can be saved. Open the backend again. */
export class BackendLost extends Error {
  override readonly name = 'BackendLost';
  readonly reason: string;
  constructor(label: string, reason: string) {
    super(`${label} lost its device: ${reason} Nothing measured is lost; run it again.`);
    this.reason = reason;
  }
}

/** This machine or browser does not offer the backend, and why. */
export class BackendAbsent extends Error {
  override readonly name = 'BackendAbsent';
}

export function tooLarge(
  label: string,
  width: number,
  height: number,
  maxSide: number,
): RangeError {
  return new RangeError(
    `This image is ${width} × ${height} px; ${label} on this machine holds at most ${maxSide} px a side. Use a smaller image.`,
  );
}

export function outOfMemory(
  label: string,
  width: number,
  height: number,
  bytes: number,
): RangeError {
  return new RangeError(
    `${label} has no memory left for ${width} × ${height} px (${formatMegabytes(bytes)}). Use a smaller image or close other pages that use the GPU.`,
  );
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
