/** Turns a description into a three.js scene, and moves it to any moment of the exposure. */
import {
  DirectionalLight,
  Group,
  MathUtils,
  Mesh,
  PerspectiveCamera,
  Scene,
  Vector3,
  type Object3D,
} from 'three';
import { createRng } from '$src/core/rng';
import { farM } from '../frame';
import type { Camera, SceneDescription, SceneObject } from '../scene';
import { thingOf } from '../things';
import type { Kit } from './kit';
import { maxOccluders } from './kit';
import { buildBackdrop, buildTable } from './surroundings';

/** From the origin; shadows are orthographic, so only the direction matters. */
const keyDistanceM = 3;
/** Radius of the largest key light over its distance: a softbox of 1.8 m at 3 m. */
const keySpread = 0.3;

export class Stage {
  readonly scene = new Scene();
  readonly camera = new PerspectiveCamera(40, 1, 0.05, farM);
  /** By id. */
  readonly objects = new Map<number, Object3D>();
  readonly key = new DirectionalLight();
  readonly #kit: Kit;
  readonly #built = new Group();
  #hasMotion = false;
  /** What was built, as text. */
  #made = '';

  constructor(kit: Kit) {
    this.#kit = kit;
    this.key.castShadow = true;
    this.key.shadow.mapSize.set(1024, 1024);
    const { camera } = this.key.shadow;
    camera.near = keyDistanceM - 1.1;
    camera.far = keyDistanceM + 1.2;
    // Half a millimetre of depth and one along the normal: the table casts no shadow and things cast
    // that of their far side, so little is needed, and more would part a thing from its shadow.
    this.key.shadow.bias = -0.0002;
    this.key.shadow.normalBias = 0.001;
    this.scene.add(this.key, this.key.target, this.#built);
  }

  /**
   * Shows `description`. What is there already stays where only places, camera and light differ; else
   * everything is built anew and the geometry of the scene before is freed.
   */
  set(description: SceneDescription): void {
    const { table, backdrop, objects } = description;
    const made = JSON.stringify([
      table,
      backdrop,
      objects.map(({ id, kind, seed }) => [id, kind, seed]),
    ]);
    if (made !== this.#made) this.#build(description);
    this.#made = made;
    this.#hasMotion =
      description.sensor.exposureS > 0 &&
      objects.some(
        ({ velocityMPerS, spinDegPerS }) =>
          spinDegPerS !== 0 || velocityMPerS.some((speed) => speed !== 0),
      );
    this.#light(description);
    this.#occlude(description);
    this.moveTo(description, description.timeS);
  }

  #build(description: SceneDescription): void {
    this.clear();
    const kit = this.#kit;
    const table = buildTable(description.table, kit);
    const backdrop = buildBackdrop(description.backdrop, kit);
    // Drawn after the things: what they hide need not be shaded.
    table.traverse((node) => (node.renderOrder = 1));
    backdrop.traverse((node) => (node.renderOrder = 2));
    this.#built.add(table, backdrop);
    for (const object of description.objects) {
      const thing = thingOf(object.kind);
      const form = thing.draw(createRng(object.seed).fork(object.kind));
      const built = thing.build(form, kit);
      const holder = new Group();
      if (form.isRound === true) {
        // Turned about its middle, so that it still touches what it stands on.
        const middle = form.heightM / 2;
        built.position.y = -middle;
        const turning = new Group();
        turning.position.y = middle;
        turning.add(built);
        holder.add(turning);
      } else holder.add(built);
      this.objects.set(object.id, holder);
      this.#built.add(holder);
    }
    this.#built.traverse((node) => {
      if (!(node instanceof Mesh)) return;
      node.castShadow = node.userData['castsNoShadow'] !== true;
      node.receiveShadow = node.userData['receivesNoShadow'] !== true;
    });
  }

  /** Does a thing move during the exposure? (Then its shadow moves too.) */
  get hasMotion(): boolean {
    return this.#hasMotion;
  }

  /** Places things and camera at `timeS` (seconds since the clip began). */
  moveTo(description: SceneDescription, timeS: number): void {
    const after = timeS - description.timeS;
    for (const object of description.objects) {
      const holder = this.objects.get(object.id);
      if (holder) pose(holder, object, after);
    }
    placeCamera(this.camera, description.camera, after);
  }

  clear(): void {
    this.#built.traverse((node) => {
      if (node instanceof Mesh) node.geometry.dispose();
    });
    this.#built.clear();
    this.objects.clear();
    this.#made = '';
    this.#kit.release();
  }

  dispose(): void {
    this.clear();
    this.key.dispose();
  }

  /**
   * Moves the key light to sample `i` of `samples` over its face, so that shadows are sharp where
   * things touch and soft further away. Sample 0 of 1 is its middle, with an evenly soft edge.
   */
  aimKey({ light, objects }: SceneDescription, i: number, samples: number): void {
    const elevation = MathUtils.degToRad(light.elevationDeg);
    const azimuth = MathUtils.degToRad(light.azimuthDeg);
    const [sinA, cosA] = [Math.sin(azimuth), Math.cos(azimuth)];
    const [sinE, cosE] = [Math.sin(elevation), Math.cos(elevation)];
    // Vogel's spiral again, begun elsewhere than the lens' so that the two do not move together.
    const r = samples > 1 ? keySpread * light.softness * Math.sqrt((i + 0.5) / samples) : 0;
    const angle = 2.1 + i * 4.1;
    const [across, up] = [r * Math.cos(angle), r * Math.sin(angle)];
    this.key.position
      .set(
        sinA * cosE + across * cosA - up * sinA * sinE,
        Math.max(0.02, sinE + up * cosE),
        cosA * cosE - across * sinA - up * cosA * sinE,
      )
      .setLength(keyDistanceM);
    // As little as holds all things, for fine shadows.
    const reach = objects.map(
      ({ positionM: [x, y, z], scale }) => Math.hypot(x, y, z) + 0.22 * scale,
    );
    const half = Math.min(1.2, Math.max(0.3, ...reach));
    const { shadow } = this.key;
    if (shadow.camera.right !== half) {
      shadow.camera.left = shadow.camera.bottom = -half;
      shadow.camera.right = shadow.camera.top = half;
      shadow.camera.updateProjectionMatrix();
    }
    const edgeM = samples > 1 ? 0.0015 + 0.006 * light.softness : 0.0015 + 0.011 * light.softness;
    shadow.radius = (edgeM * shadow.mapSize.x) / (2 * half);
  }

  /**
   * Under the key and the surroundings together a white sheet on the table has a radiance of
   * 2 ** levelEv, whatever the contrast (a key below 30 degrees gives less). The light's colour is
   * that of everything, and so is left to the sensor: a filter before the lens sees the same.
   */
  #light(description: SceneDescription): void {
    const { light } = description;
    const level = 2 ** light.levelEv;
    const grazing = Math.max(0.5, Math.sin(MathUtils.degToRad(light.elevationDeg)));
    this.key.intensity = (level * light.contrast * Math.PI) / grazing;
    this.scene.environmentIntensity = level * (1 - light.contrast);
    this.aimKey(description, 0, 1);
  }

  /** Simple bodies about the things, for the darkening where they meet. */
  #occlude({ objects }: SceneDescription): void {
    const { occluders, occluderHalfHeights, occluderCount } = this.#kit.shared;
    let count = 0;
    for (const object of objects.slice(0, maxOccluders)) {
      const thing = thingOf(object.kind);
      const form = thing.draw(createRng(object.seed).fork(object.kind));
      const halfHeight = (form.heightM * object.scale) / 2;
      const [x, y, z] = object.positionM;
      // No wider than it is high: a long or flat thing does not fill its disc.
      const radius = Math.min(form.radiusM * object.scale, 1.6 * halfHeight);
      occluders.value.set([x, y + halfHeight, z, radius], 4 * count);
      occluderHalfHeights.value[count] = halfHeight;
      count++;
    }
    occluderCount.value = count;
  }
}

function pose(holder: Object3D, object: SceneObject, afterS: number): void {
  const [x, y, z] = object.positionM;
  const [vx, vy, vz] = object.velocityMPerS;
  holder.position.set(x + vx * afterS, y + vy * afterS, z + vz * afterS);
  holder.scale.setScalar(object.scale);
  const turning = holder.children[0];
  if (!turning) return;
  const [rx, ry, rz] = object.rotationDeg;
  turning.rotation.set(
    MathUtils.degToRad(rx),
    MathUtils.degToRad(ry + object.spinDegPerS * afterS),
    MathUtils.degToRad(rz),
    'YXZ',
  );
}

function placeCamera(camera: PerspectiveCamera, shot: Camera, afterS: number): void {
  const elevation = MathUtils.degToRad(shot.elevationDeg);
  const azimuth = MathUtils.degToRad(shot.azimuthDeg);
  const target = new Vector3(...shot.targetM);
  const away = new Vector3(
    Math.sin(azimuth) * Math.cos(elevation),
    Math.sin(elevation),
    Math.cos(azimuth) * Math.cos(elevation),
  ).multiplyScalar(shot.distanceM);
  const drift = new Vector3(...shot.velocityMPerS).multiplyScalar(afterS);
  camera.position.copy(target).add(away).add(drift);
  camera.up.set(0, 1, 0);
  camera.lookAt(target.add(drift));
  camera.rotateY(MathUtils.degToRad(shot.panDegPerS * afterS));
  camera.rotateZ(MathUtils.degToRad(shot.rollDeg));
  camera.updateMatrixWorld();
}
