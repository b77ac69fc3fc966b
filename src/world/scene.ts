/**
 * A scene as data: everything that decides how a picture of the tabletop looks and what is true of it.
 * Seeded and serialisable; rendering the same description at the same size gives the same truth.
 *
 * Space: metres, right-handed, y up. The table's surface is y = 0 and the origin its middle; the camera
 * stands at +z by default and looks towards -z, so the backdrop is at negative z. Angles in degrees.
 */
import type { ThingName } from './classes';

export type Vec3 = readonly [number, number, number];

export const domains = ['studio', 'field'] as const;
export type Domain = (typeof domains)[number];

export interface SceneObject {
  /** 1..200, unique in the scene; the label of the instance in label pictures. */
  readonly id: number;
  readonly kind: ThingName;
  /** Decides shape, colours, wear and everything else inside the class. */
  readonly seed: number;
  /** Of the point on which it stands; y = 0 on the table. */
  readonly positionM: Vec3;
  /** Euler angles, applied in the order y (yaw), x, z. */
  readonly rotationDeg: Vec3;
  /** 1 is life size. */
  readonly scale: number;
  /** Motion during the exposure and between frames of a clip. */
  readonly velocityMPerS: Vec3;
  /** Turning about the vertical through its position. */
  readonly spinDegPerS: number;
}

export interface Camera {
  /** The point in the middle of the picture. */
  readonly targetM: Vec3;
  readonly distanceM: number;
  /** Above the horizon: 0 looks along the table, 90 straight down. */
  readonly elevationDeg: number;
  /** 0 looks towards -z; positive moves the camera to the right of the scene (+x). */
  readonly azimuthDeg: number;
  readonly rollDeg: number;
  /** As on a 36 x 24 mm frame: the shorter side of the picture spans 24 mm. */
  readonly focalLengthMm: number;
  /** Diameter of the entrance pupil; 0 is a pinhole, sharp everywhere. */
  readonly apertureMm: number;
  /** Distance along the optical axis that is sharp. */
  readonly focusM: number;
  readonly velocityMPerS: Vec3;
  readonly panDegPerS: number;
}

export interface Light {
  /** Of the whole scene in stops; 0 is a well-lit room. */
  readonly levelEv: number;
  /** Direction from which the key light comes. */
  readonly elevationDeg: number;
  readonly azimuthDeg: number;
  readonly temperatureK: number;
  /** Share of the light that comes from the key, 0..1: 0 is overcast, 1 a bare lamp in the dark. */
  readonly contrast: number;
  /** Radius of the penumbra, 0 (hard) .. 1. */
  readonly softness: number;
}

export interface Sensor {
  /** In stops; added to the light's level. */
  readonly exposureEv: number;
  /**
   * Standard deviation at mid-grey (linear 0.18) in percent of the 8-bit picture's full scale, per
   * channel, before black clipping, saturation and tone contrast. 30 % of its variance is read noise,
   * the same everywhere; the rest is photon noise and grows with the light. Above some 5 % the
   * curve's bend at black makes the deviation a little more than stated.
   */
  readonly noisePercent: number;
  /** Share of full scale (linear) that is subtracted and clipped at 0: crushed shadows, lost for good. */
  readonly blackClip: number;
  /** White balance of the camera; equal to the light's temperature is neutral. */
  readonly whiteBalanceK: number;
  readonly saturation: number;
  /** Extra contrast of the tone curve about mid-grey, 1 is none. */
  readonly toneContrast: number;
  readonly vignetting: number;
  /** 1..100, or null: not compressed. */
  readonly jpegQuality: number | null;
  /** Shutter time; what moves meanwhile is blurred. */
  readonly exposureS: number;
}

export interface Surface {
  /** Name of a family in render/surroundings. */
  readonly family: string;
  readonly seed: number;
}

export interface SceneDescription {
  readonly version: 1;
  readonly seed: number;
  readonly domain: Domain;
  readonly objects: readonly SceneObject[];
  readonly table: Surface;
  readonly backdrop: Surface;
  /** Family of the light that surrounds everything (reflections, fill). */
  readonly surroundings: Surface;
  readonly camera: Camera;
  readonly light: Light;
  readonly sensor: Sensor;
  /** Seconds since the start of the clip; 0 in a still. */
  readonly timeS: number;
}
