/**
 * A scene that did not come from dials (a file, a suite, a link with the whole description) behind a
 * LiveWorld. The dials start where the scene stands. Camera, light and sensor dials then change the
 * opened scene; dials that decide what lies where, and the seed, leave it for a composed one, and undo
 * comes back to it.
 */
import { defaults } from '$src/core/params';
import { categoryOf } from '$src/world/classes';
import { dials as dialSpecs, type Dials } from '$src/world/dials';
import { WorldClient } from '$src/world/live/client';
import { noEdits } from '$src/world/live/edits';
import { highestSeed, type SceneState } from '$src/world/live/key';
import type { Composed, Footprint } from '$src/world/live/protocol';
import type { SceneDescription } from '$src/world/scene';

/** Dials of which the opened scene has a counterpart that can be changed alone. */
const kept = [
  'lightEv',
  'lightElevationDeg',
  'lightAzimuthDeg',
  'temperatureK',
  'contrast',
  'exposureEv',
  'blackClip',
  'noisePercent',
  'apertureMm',
  'jpegQuality',
] as const satisfies readonly (keyof Dials)[];
/** Dials of the camera: LiveWorld turns them into a camera by itself. */
const walked = ['cameraHeightDeg', 'cameraTurnDeg', 'focalLengthMm', 'rollDeg'] as const;

/** Where the dials stand for a scene; not snapped to their steps, so that its camera is kept exactly. */
export function stateOfScene(scene: SceneDescription): SceneState {
  const { camera, light, sensor } = scene;
  const annotated = scene.objects.filter(({ kind }) => categoryOf(kind) !== undefined).length;
  const within = (name: 'count' | 'distractors', value: number): number =>
    Math.min(dialSpecs[name].max, Math.max(dialSpecs[name].min, value));
  const dials = {
    ...defaults(dialSpecs),
    domain: scene.domain,
    count: within('count', annotated),
    distractors: within('distractors', scene.objects.length - annotated),
    cameraHeightDeg: camera.elevationDeg,
    cameraTurnDeg: camera.azimuthDeg,
    focalLengthMm: camera.focalLengthMm,
    rollDeg: camera.rollDeg,
    apertureMm: camera.apertureMm,
    lightEv: light.levelEv,
    lightElevationDeg: light.elevationDeg,
    lightAzimuthDeg: light.azimuthDeg,
    temperatureK: light.temperatureK,
    contrast: light.contrast,
    exposureEv: sensor.exposureEv,
    blackClip: sensor.blackClip,
    noisePercent: sensor.noisePercent,
    jpegQuality: sensor.jpegQuality ?? 100,
    table: scene.table.family,
    backdrop: scene.backdrop.family,
    surroundings: scene.surroundings.family,
  } as Dials;
  return { dials, seed: (scene.seed % highestSeed) + 1, edits: noEdits };
}

/** The scene with those dials applied that moved away from where they stood. */
export function withDials(scene: SceneDescription, from: Dials, to: Dials): SceneDescription {
  const has = (name: (typeof kept)[number]): boolean => from[name] !== to[name];
  const pick = <T>(name: (typeof kept)[number], value: T, old: T): T => (has(name) ? value : old);
  const { camera, light, sensor } = scene;
  return {
    ...scene,
    camera: { ...camera, apertureMm: pick('apertureMm', to.apertureMm, camera.apertureMm) },
    light: {
      ...light,
      levelEv: pick('lightEv', to.lightEv, light.levelEv),
      elevationDeg: pick('lightElevationDeg', to.lightElevationDeg, light.elevationDeg),
      azimuthDeg: pick('lightAzimuthDeg', to.lightAzimuthDeg, light.azimuthDeg),
      temperatureK: pick('temperatureK', to.temperatureK, light.temperatureK),
      contrast: pick('contrast', to.contrast, light.contrast),
    },
    sensor: {
      ...sensor,
      exposureEv: pick('exposureEv', to.exposureEv, sensor.exposureEv),
      blackClip: pick('blackClip', to.blackClip, sensor.blackClip),
      noisePercent: pick('noisePercent', to.noisePercent, sensor.noisePercent),
      jpegQuality: pick(
        'jpegQuality',
        to.jpegQuality >= 100 ? null : Math.round(to.jpegQuality),
        sensor.jpegQuality,
      ),
    },
  };
}

/** True while the settings still mean the opened scene and not a composed one. */
export function isOpened(opened: SceneState, dials: Dials, seed: number): boolean {
  const free: readonly string[] = [...kept, ...walked];
  return (
    seed === opened.seed &&
    Object.entries(opened.dials).every(
      ([name, value]) => free.includes(name) || dials[name as keyof Dials] === value,
    )
  );
}

export class OpenedSceneClient extends WorldClient {
  readonly #scene: SceneDescription;
  readonly #state: SceneState;

  constructor(scene: SceneDescription, create?: () => Worker) {
    super(create);
    this.#scene = scene;
    this.#state = stateOfScene(scene);
  }

  override async compose(dials: Dials, seed: number): Promise<Composed> {
    if (!isOpened(this.#state, dials, seed)) return super.compose(dials, seed);
    const footprints: Record<number, Footprint> = {};
    for (const { id, kind, seed: look, scale } of this.#scene.objects) {
      const { radiusM, heightM, isRound } = await this.footprint(kind, look);
      footprints[id] = { radiusM: radiusM * scale, heightM: heightM * scale, isRound };
    }
    return { scene: withDials(this.#scene, this.#state.dials, dials), footprints };
  }
}
