/** Everything about a scene that is decided before its objects are placed. */
import type { Domain, Light, Sensor, Surface } from '../scene';
import type { Range } from './draw';

export interface Shot {
  readonly domain: Domain;
  readonly seed: number;
  /** Objects of the twelve classes. */
  readonly count: number;
  readonly distractors: number;
  /** Longer side of a middling object over the picture's shorter side; a wish where many must fit. */
  readonly sizeShare: number;
  /** Objects that would come out smaller or larger than this are scaled (0.3 .. 2 of life size). */
  readonly sizeLimits: Range;
  /** 0 keeps the classes' natural sizes, 1 makes all of one size. */
  readonly evenness: number;
  /** 0 well apart, 0.5 close, 1 behind and on one another. */
  readonly crowding: number;
  /** Share of the objects that the frame may cut. */
  readonly cutShare: number;
  /** 0 aims the camera at the table's middle, 1 anywhere on it from where the view stays on it. */
  readonly straying: number;
  /** Width over height of the picture for which objects are placed. */
  readonly aspect: number;
  readonly lens: {
    readonly elevationDeg: number;
    readonly azimuthDeg: number;
    readonly rollDeg: number;
    readonly focalLengthMm: number;
    /** Pupil, or the focal length over it. */
    readonly apertureMm: number;
    /** The distance in focus over that of the aim. */
    readonly focusShare: number;
  };
  readonly light: Light;
  readonly sensor: Sensor;
  readonly table: Surface;
  readonly backdrop: Surface;
  readonly surroundings: Surface;
}
