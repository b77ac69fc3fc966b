/**
 * What every thing on the table owes: a form that depends on its seed alone, geometry as large as the
 * form says and standing on the table, sound normals, few triangles, few prints, and variety.
 * Runs in Node: prints are blank textures there, skins are real materials that never meet a GPU.
 */
import { Box3, Mesh, Texture, Vector3, type MeshStandardMaterial, type Object3D } from 'three';
import { describe, expect, it } from 'vitest';
import { createRng } from '$src/core/rng';
import { Kit, type Pattern, type SkinOptions } from '$src/world/render/kit';
import type { Thing, ThingForm } from '$src/world/things/thing';

/** A kit without a canvas that also notes what it is asked for. */
export class FakeKit extends Kit {
  /** By name. */
  readonly patterns = new Map<string, Pattern>();
  readonly printKeys = new Set<string>();

  override skin(options: SkinOptions): MeshStandardMaterial {
    const { pattern, uniforms } = options;
    if (pattern) {
      const known = this.patterns.get(pattern.name) ?? pattern;
      // Programs are kept by name: two sources of one name would draw the wrong surface.
      expect(pattern.glsl, `source of the pattern “${pattern.name}”`).toBe(known.glsl);
      expect(Object.keys(uniforms ?? {}).sort(), `uniforms of “${pattern.name}”`).toEqual(
        Object.keys(pattern.uniforms ?? {}).sort(),
      );
      this.patterns.set(pattern.name, pattern);
    }
    return super.skin(options);
  }

  override print(key: string): Texture {
    this.printKeys.add(key);
    return new Texture();
  }
}

export interface Measured {
  readonly triangles: number;
  readonly lowestM: number;
  readonly highestM: number;
  /** Farthest from the vertical through the origin. */
  readonly reachM: number;
  /** The first vertex whose position or normal is not sound, or undefined. */
  readonly unsound: string | undefined;
}

/** Of all meshes of `built` except those whose name is in `without`; triangles count in all of them. */
export function measure(built: Object3D, without: readonly string[] = []): Measured {
  let triangles = 0;
  let reachM = 0;
  let unsound: string | undefined;
  const box = new Box3();
  const at = new Vector3();
  const normal = new Vector3();
  built.updateMatrixWorld(true);
  built.traverse((part) => {
    if (!(part instanceof Mesh)) return;
    const position = part.geometry.getAttribute('position');
    const normals = part.geometry.getAttribute('normal');
    triangles += (part.geometry.getIndex()?.count ?? position.count) / 3;
    for (let i = 0; i < position.count; i++) {
      at.fromBufferAttribute(position, i).applyMatrix4(part.matrixWorld);
      normal.fromBufferAttribute(normals, i);
      const length = normal.length();
      // Fans close in a point where a normal may be left at zero; never NaN, never long.
      if (!Number.isFinite(at.lengthSq()) || !(length < 1.01))
        unsound ??= `vertex ${i} of “${part.name}”: at ${at.toArray().join(', ')}, normal ${length}`;
      if (without.includes(part.name)) continue;
      box.expandByPoint(at);
      reachM = Math.max(reachM, Math.hypot(at.x, at.z));
    }
  });
  return { triangles, lowestM: box.min.y, highestM: box.max.y, reachM, unsound };
}

export interface CheckOptions {
  readonly seeds?: number;
  /** Names of meshes that may stick out of the form (the stem of an apple). */
  readonly without?: readonly string[];
  readonly maxTriangles?: number;
  readonly maxPrintKeys?: number;
  /** Smallest standard deviation over the seeds of numbers of the form, by path: `skin.0`. */
  readonly spread?: Readonly<Record<string, number>>;
}

export function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function numberAt(form: object, path: string): number {
  let value: unknown = form;
  for (const key of path.split('.'))
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
  if (typeof value !== 'number') throw new TypeError(`The form has no number “${path}”.`);
  return value;
}

/** Declares the tests of one thing. */
export function checkThing(thing: Thing, options: CheckOptions = {}): void {
  const seeds = Array.from({ length: options.seeds ?? 200 }, (_, seed) => seed);
  const formOf = (seed: number): ThingForm => thing.draw(createRng(seed).fork(thing.name));

  describe(thing.name, () => {
    it('draws the same form from the same seed', () => {
      for (const seed of seeds) expect(formOf(seed)).toEqual(formOf(seed));
    });

    it('is as large as its form says, stands on the table and needs few prints', () => {
      const kit = new FakeKit();
      for (const seed of seeds) {
        const form = formOf(seed);
        const size = measure(thing.build(form, kit), options.without);
        const where = `${thing.name}, seed ${seed}`;
        expect(size.unsound, where).toBeUndefined();
        expect(Math.abs(size.lowestM), `${where}: lowest point in metres`).toBeLessThan(0.001);
        // A tenth: far under what crowding leaves between neighbours.
        expect(size.highestM / form.heightM, where).toBeGreaterThan(0.9);
        expect(size.highestM / form.heightM, where).toBeLessThan(1.1);
        expect(size.reachM / form.radiusM, `${where}: radius built / said`).toBeGreaterThan(0.9);
        expect(size.reachM / form.radiusM, `${where}: radius built / said`).toBeLessThan(1.1);
        expect(size.triangles, where).toBeLessThan(options.maxTriangles ?? 6000);
        if (form.carries) {
          expect(form.carries.radiusM, where).toBeLessThanOrEqual(form.radiusM);
          expect(form.carries.heightM, where).toBeLessThanOrEqual(form.heightM * 1.001);
        }
      }
      // Prints are textures that stay: a handful of each kind, not one for each object.
      expect(kit.printKeys.size, 'different prints').toBeLessThanOrEqual(
        options.maxPrintKeys ?? 24,
      );
      kit.dispose();
    });

    it('varies', () => {
      const forms = seeds.map((seed) => formOf(seed));
      const distinct = new Set(forms.map((form) => JSON.stringify(form)));
      expect(distinct.size).toBeGreaterThan(0.95 * seeds.length);
      for (const [path, least] of Object.entries({ radiusM: 0.001, ...options.spread })) {
        const values = forms.map((form) => numberAt(form, path));
        expect(standardDeviation(values), `spread of ${path}`).toBeGreaterThan(least);
      }
    });
  });
}
