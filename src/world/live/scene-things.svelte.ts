/**
 * The things on the table and the hand that moves them: what dials and seed composed, with the reader's
 * changes, at the animation's moment. `LiveWorld` draws it.
 */
import type { U8Image } from '$src/core/image';
import type { ThingName } from '../classes';
import type { SceneDescription, SceneObject, Vec3 } from '../scene';
import { animated } from './animate';
import type { WorldClient } from './client';
import { applyEdits, noEdits, placementOf, typicalScale, withPlacement, without } from './edits';
import { formatSceneState } from './key';
import type { LiveFrame } from './live-frame';
import { placedFrom, seenFrom } from './orbit';
import type { Composed, Footprint } from './protocol';
import { carriedBy, roomFor } from './room';
import { SceneSettings } from './scene-settings.svelte';
import { meetHeight, rayThrough } from './view';

/** What the pointer holds. */
interface Grip {
  readonly id: number;
  readonly heightM: number;
  last: Vec3;
  /** Of each thing that moves with it: parts of a millimetre, kept for the next move of the drag. */
  readonly rest: Record<number, { readonly dx: number; readonly dz: number }>;
}

const unknownHeightM = 0.05;

export class SceneThings extends SceneSettings {
  /** The scene with the reader's changes, at the animation's moment; undefined before the first. */
  scene = $state.raw<SceneDescription | undefined>();
  footprints = $state.raw<Readonly<Record<number, Footprint>>>({});
  selectedId = $state<number | undefined>();
  /** The newest picture, drafts included: what the preview shows, and what is pointed at. */
  frame = $state.raw<LiveFrame | undefined>();

  readonly objects = $derived.by((): readonly SceneObject[] => this.scene?.objects ?? []);

  /** The scene that dials and seed make, and their key. */
  #composed: (Composed & { readonly key: string }) | undefined;
  /** Of things that the reader added, at life size. */
  #addedFootprints: Readonly<Record<number, Footprint>> = {};
  #grip: Grip | undefined;

  // ---- pointing -----------------------------------------------------------------------------------

  select(id: number | undefined): void {
    this.selectedId = this.objects.some((object) => object.id === id) ? id : undefined;
  }

  /** The thing at (u, v), 0..1 from the newest picture's left and top; undefined for none. */
  thingAt(u: number, v: number): number | undefined {
    const labels = this.frame?.labels;
    if (!labels) return undefined;
    const id = labelAt(labels, u, v);
    return this.objects.some((object) => object.id === id) ? id : undefined;
  }

  /** Takes hold of the thing at (u, v) and begins a gesture. False where there is none. */
  grab(u: number, v: number): boolean {
    const { frame } = this;
    const id = this.thingAt(u, v);
    const object = frame?.scene.objects.find((candidate) => candidate.id === id);
    if (!frame || !object || id === undefined) return false;
    const aspect = frame.image.width / frame.image.height;
    const { camera } = frame.scene;
    const heightM = object.positionM[1] + (this.footprints[id]?.heightM ?? unknownHeightM) / 2;
    const from = meetHeight(rayThrough(camera, u, v, aspect), heightM);
    if (!from) return false;
    this.select(id);
    this.beginGesture();
    this.#grip = { id, heightM, last: from, rest: {} };
    return true;
  }

  /** Moves what is held so that it stays under (u, v). */
  dragTo(u: number, v: number): void {
    const { frame } = this;
    const grip = this.#grip;
    if (!grip || !frame || !this.scene) return;
    const aspect = frame.image.width / frame.image.height;
    const to = meetHeight(rayThrough(this.scene.camera, u, v, aspect), grip.heightM);
    if (!to) return; // above the horizon: it stays where it was
    this.move(grip.id, to[0] - grip.last[0], to[2] - grip.last[2]);
    grip.last = to;
  }

  override endGesture(): void {
    this.letGo();
    super.endGesture();
  }

  // ---- changing -----------------------------------------------------------------------------------

  /** Moves a thing, and what lies in it, along the table: metres to the right and towards the viewer. */
  move(id: number, dxM: number, dzM: number): void {
    const plain = this.#plainObjects();
    const object = plain.find((candidate) => candidate.id === id);
    if (!object) return;
    let { edits } = this.settings;
    const carried = carriedBy(object, plain, this.footprints[id]?.radiusM ?? 0);
    for (const one of [object, ...carried]) {
      const at = placementOf(one, edits);
      const { dx, dz } = this.#wholeMillimetres(one.id, dxM, dzM);
      edits = withPlacement(edits, one.id, {
        ...at,
        xMm: at.xMm + dx * 1000,
        zMm: at.zMm + dz * 1000,
      });
    }
    this.changeEdits(edits, this.keyOf(`move ${id}`));
  }

  /** Moves a thing as the camera sees it: metres to the picture's right and towards the camera. */
  nudge(id: number, rightM: number, nearerM: number): void {
    const azimuth = ((this.scene?.camera.azimuthDeg ?? 0) * Math.PI) / 180;
    const [cos, sin] = [Math.cos(azimuth), Math.sin(azimuth)];
    this.move(id, rightM * cos + nearerM * sin, nearerM * cos - rightM * sin);
  }

  /** Turns a thing about the vertical. */
  rotate(id: number, byDeg: number): void {
    const object = this.#plainObjects().find((candidate) => candidate.id === id);
    if (!object) return;
    const { edits } = this.settings;
    const at = placementOf(object, edits);
    const turned = withPlacement(edits, id, { ...at, turnDeg: at.turnDeg + byDeg });
    this.changeEdits(turned, this.keyOf(`rotate ${id}`));
  }

  /** Takes a thing off the table; the next one in the list is selected. */
  remove(id: number): void {
    const at = this.objects.findIndex((object) => object.id === id);
    if (at < 0) return;
    const next = this.objects[at + 1] ?? this.objects[at - 1];
    const isSelected = this.selectedId === id;
    const { settings } = this;
    this.changeAtOnce({ ...settings, edits: without(settings.edits, id) }, `remove ${id}`);
    if (isSelected) this.selectedId = next?.id;
  }

  // ---- for the class on top -----------------------------------------------------------------------

  protected override touched(): void {
    super.touched();
    this.arrange();
  }

  protected letGo(): void {
    this.#grip = undefined;
  }

  /** What dials and seed made, before any change; undefined before the first. */
  protected get composedScene(): SceneDescription | undefined {
    return this.#composed?.scene;
  }

  protected forgetComposed(): void {
    this.#composed = undefined;
  }

  /** Puts a new thing where there is room, and selects it. */
  protected place(id: number, kind: ThingName, seed: number, footprint: Footprint): void {
    if (!this.#composed) return;
    this.#addedFootprints = { ...this.#addedFootprints, [id]: footprint };
    const { edits } = this.settings;
    const { targetM } = this.#composed.scene.camera;
    const { xM, zM } = roomFor(footprint, this.#plainObjects(), this.footprints, targetM);
    const added = { ...edits, added: [...edits.added, { id, kind, seed }] };
    const placed = withPlacement(added, id, {
      xMm: xM * 1000,
      yMm: 0,
      zMm: zM * 1000,
      turnDeg: seed % 360,
    });
    this.changeAtOnce({ ...this.settings, edits: placed }, `add ${id}`);
    this.selectedId = id;
  }

  /** Has the worker compose what is missing. False when nothing was; given up once `isOver`. */
  protected async compose(client: WorldClient, isOver: () => boolean): Promise<boolean> {
    const { seed, edits } = this.settings;
    const dials = placedFrom(this.settings.dials);
    const key = formatSceneState({ dials, seed, edits: noEdits }).text;
    const missing = edits.added.filter(({ id }) => !(id in this.#addedFootprints));
    if (this.#composed?.key === key && missing.length === 0) return false;
    if (this.#composed?.key !== key) {
      const composed = await client.compose(dials, seed);
      if (isOver()) return true;
      this.#composed = { ...composed, key };
    }
    for (const { id, kind, seed: look } of missing) {
      const footprint = await client.footprint(kind, look);
      if (isOver()) return true;
      this.#addedFootprints = { ...this.#addedFootprints, [id]: footprint };
    }
    this.arrange();
    return true;
  }

  /** Puts the scene together from what was composed, the reader's changes and the moment. */
  protected arrange(): void {
    const composed = this.#composed;
    if (!composed) return;
    const scale = typicalScale(composed.scene);
    const added = Object.entries(this.#addedFootprints).map(
      ([id, { radiusM, heightM, isRound }]) => [
        id,
        { radiusM: radiusM * scale, heightM: heightM * scale, isRound },
      ],
    );
    this.footprints = {
      ...composed.footprints,
      ...Object.fromEntries(added),
    } as typeof this.footprints;
    const { dials, edits } = this.settings;
    const still = applyEdits(seenFrom(composed.scene, dials, edits.zoomPercent), edits);
    this.scene = animated(still, this.footprints, edits.timeMs / 1000);
    if (!this.objects.some(({ id }) => id === this.selectedId)) this.selectedId = undefined;
  }

  // ---- inside -------------------------------------------------------------------------------------

  /** The things with the reader's changes, without the animation. */
  #plainObjects(): readonly SceneObject[] {
    return this.#composed ? applyEdits(this.#composed.scene, this.settings.edits).objects : [];
  }

  /** Whole millimetres go into the edit; the parts of one wait in the grip. */
  #wholeMillimetres(
    id: number,
    dxM: number,
    dzM: number,
  ): { readonly dx: number; readonly dz: number } {
    const grip = this.#grip;
    if (!grip) return { dx: dxM, dz: dzM };
    const rest = grip.rest[id] ?? { dx: 0, dz: 0 };
    const [dx, dz] = [dxM + rest.dx, dzM + rest.dz];
    const whole = { dx: Math.round(dx * 1000) / 1000, dz: Math.round(dz * 1000) / 1000 };
    grip.rest[id] = { dx: dx - whole.dx, dz: dz - whole.dz };
    return whole;
  }
}

function labelAt({ width, height, data }: U8Image, u: number, v: number): number {
  const x = Math.floor(u * width);
  const y = Math.floor(v * height);
  if (x < 0 || y < 0 || x >= width || y >= height) return 0;
  return data[y * width + x] ?? 0;
}
