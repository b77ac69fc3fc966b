/** What the Live page takes pictures from: the camera, the tabletop, a recorded clip. */

/** A picture that can be drawn now; it may change with the next one. */
export interface NewestPicture {
  readonly image: CanvasImageSource;
  readonly width: number;
  readonly height: number;
}

/**
 * Shows one picture after the other and always holds the newest: whoever is slow takes that one and misses
 * those between. Whoever starts a source stops it in the end.
 */
export interface LiveSource {
  /**
   * Calls `onNewer` for every newer picture. Resolves true when pictures come; false when they do not, or
   * when it was stopped or started again meanwhile. Never rejects: `fault` says why.
   */
  start(onNewer: () => void): Promise<boolean>;
  /** Undefined before the first picture. */
  newest(): NewestPicture | undefined;
  /** Why there are no pictures, and what to do. */
  readonly fault: string | undefined;
  /** True: no newer picture is made until false. A camera stays on meanwhile. */
  hold(isHeld: boolean): void;
  stop(): void;
}

export const sourceNames = ['camera', 'tabletop', 'clip'] as const;
export type SourceName = (typeof sourceNames)[number];

export const sourceLabels: Readonly<Record<SourceName, string>> = {
  camera: 'Camera',
  tabletop: 'Tabletop',
  clip: 'Clip',
};
