import { DirectLight } from './direct';
import { hash01 } from './random';
import { leave, mirror, newHit, newRay, scatter, type Hit, type Ray } from './ray';
import type { Glass, Surface } from './scene';
import type { World } from './world';

const newSurface = (): Surface => ({
  x: 0,
  y: 0,
  z: 0,
  u: 0,
  v: 0,
  r: 0,
  g: 0,
  b: 0,
  f0: 0,
  rough: 0.5,
  metal: false,
  gx: 0,
  gy: 0,
  gz: 0,
});

/** Yields two well-spread numbers of the current pixel's k-th two-dimensional sequence. */
export type Pairs = (k: number) => readonly [number, number];

/**
 * Light along one camera ray, split so that noise can be filtered without smearing texture: `light` is
 * what falls on the first surface that is not glass, `albedo` what that surface keeps, `gloss` all
 * mirror-like light. The colour is light x albedo + gloss.
 */
export class Tracer {
  readonly light = new Float64Array(3);
  readonly albedo = new Float64Array(3);
  readonly gloss = new Float64Array(3);
  /** Shading normal, distance and label at the first hit: guides for the filter. */
  readonly normal = new Float64Array(3);
  distance = 0;
  label = 0;

  private readonly world: World;
  private readonly direct: DirectLight;
  private readonly surface = newSurface();
  private readonly hit = newHit();
  private readonly farSurface = newSurface();
  private readonly farHit = newHit();
  private readonly bounce = newRay();
  private readonly probe = newRay();
  /** What the path so far lets through. */
  private tr = 1;
  private tg = 1;
  private tb = 1;
  /** Result of `radiance`. */
  private er = 0;
  private eg = 0;
  private eb = 0;
  private key = 0;
  private draws = 0;

  constructor(world: World) {
    this.world = world;
    this.direct = new DirectLight(world);
  }

  private random(): number {
    return hash01(this.key, this.draws++);
  }

  /** Follows `ray`, which is used up, through any glass to the first opaque surface. */
  trace(ray: Ray, key: number, pairs: Pairs): void {
    const { world, surface, hit } = this;
    this.key = key;
    this.draws = 0;
    this.light.fill(0);
    this.albedo.fill(0);
    this.gloss.fill(0);
    this.label = -1;
    this.tr = this.tg = this.tb = 1;
    for (let step = 0; step < 12; step++) {
      if (world.bvh.closest(ray, Infinity) < 0) {
        const sky = world.miss(ray, true);
        this.addGloss(sky[0], sky[1], sky[2]);
        break;
      }
      const { part, label } = world.surface(surface, hit, ray);
      if (this.label < 0) {
        this.label = label;
        this.distance = hit.t;
        this.normal[0] = hit.nx;
        this.normal[1] = hit.ny;
        this.normal[2] = hit.nz;
      }
      if (!part.glass) {
        this.shade(ray, pairs);
        break;
      }
      this.cross(part.glass, ray);
    }
    if (this.label < 0) this.label = 0;
  }

  private addGloss(r: number, g: number, b: number): void {
    this.gloss[0] = (this.gloss[0] as number) + this.tr * r;
    this.gloss[1] = (this.gloss[1] as number) + this.tg * g;
    this.gloss[2] = (this.gloss[2] as number) + this.tb * b;
  }

  private addLight(share: number): void {
    this.light[0] = (this.light[0] as number) + share * this.er;
    this.light[1] = (this.light[1] as number) + share * this.eg;
    this.light[2] = (this.light[2] as number) + share * this.eb;
  }

  private keep(r: number, g: number, b: number): void {
    this.tr *= r;
    this.tg *= g;
    this.tb *= b;
  }

  /** One glass surface: adds its mirror image to the gloss and sends `ray` on, bent or straight. */
  private cross({ thin, ior, tint }: Glass, ray: Ray): void {
    const { hit, bounce } = this;
    const { nx, ny, nz } = hit;
    const cos = Math.max(1e-3, -(ray.dx * nx + ray.dy * ny + ray.dz * nz));
    const inside = !thin && !hit.front;
    if (inside) this.keep(tint[0] ** hit.t, tint[1] ** hit.t, tint[2] ** hit.t);
    const eta = inside ? ior : 1 / ior;
    const k = 1 - eta * eta * (1 - cos * cos);
    if (inside && k < 0) {
      // Total reflection.
      ray.dx += 2 * cos * nx;
      ray.dy += 2 * cos * ny;
      ray.dz += 2 * cos * nz;
      leave(ray, hit, 1);
      return;
    }
    if (hit.front) {
      // Seen from outside the mirror image is traced in full: it carries the highlights.
      const base = ((1 - ior) / (1 + ior)) ** 2;
      let fresnel = base + (1 - base) * (1 - cos) ** 5;
      if (thin) fresnel = (2 * fresnel) / (1 + fresnel); // both faces of the sheet
      bounce.dx = ray.dx + 2 * cos * nx;
      bounce.dy = ray.dy + 2 * cos * ny;
      bounce.dz = ray.dz + 2 * cos * nz;
      leave(bounce, hit, 1);
      this.radiance(bounce, true);
      this.addGloss(fresnel * this.er, fresnel * this.eg, fresnel * this.eb);
      this.keep(1 - fresnel, 1 - fresnel, 1 - fresnel);
    }
    if (thin) {
      const path = 1 / Math.max(0.12, cos);
      this.keep(tint[0] ** path, tint[1] ** path, tint[2] ** path);
    } else {
      const bend = eta * cos - Math.sqrt(k);
      ray.dx = eta * ray.dx + bend * nx;
      ray.dy = eta * ray.dy + bend * ny;
      ray.dz = eta * ray.dz + bend * nz;
    }
    leave(ray, hit, -1);
  }

  /** The first opaque surface: direct light, one diffuse bounce, mirror light. */
  private shade(ray: Ray, pairs: Pairs): void {
    const { hit, direct, bounce } = this;
    const { r, g, b, f0, rough, metal } = this.surface;
    const cos = Math.max(1e-3, -(ray.dx * hit.nx + ray.dy * hit.ny + ray.dz * hit.nz));
    // Schlick's Fresnel term; a rough coat rises less towards grazing view.
    const rise = (1 - cos) ** 5 * (1 - rough) ** 1.5;
    const fresnel = metal ? 1 : f0 > 0 ? f0 + (1 - f0) * rise : 0;
    if (!metal) {
      const [w0, w1] = pairs(1);
      const [d0, d1] = pairs(2);
      const [b0, b1] = pairs(3);
      direct.gather(hit, ray, rough, w0, w1, d0, d1);
      const [sr, sg, sb] = this.world.light.sunlight;
      const shine = direct.shine * fresnel;
      this.addGloss(shine * sr, shine * sg, shine * sb);
      const { light, albedo } = this;
      light[0] = direct.r;
      light[1] = direct.g;
      light[2] = direct.b;
      if (scatter(bounce, hit, b0, b1)) {
        this.radiance(bounce, false);
        light[0] += this.er;
        light[1] += this.eg;
        light[2] += this.eb;
      }
      albedo[0] = r * this.tr * (1 - fresnel);
      albedo[1] = g * this.tg * (1 - fresnel);
      albedo[2] = b * this.tb * (1 - fresnel);
    }
    if (fresnel <= 0) return;
    // A dull metal is all blurred mirror, so its noise is in plain sight: more rays there, and the
    // tint kept apart as a diffuse surface's is, so that its texture survives the filter.
    const dull = metal && rough > 0.2;
    const rays = dull ? 4 : 1;
    if (dull) {
      this.albedo[0] = r * this.tr;
      this.albedo[1] = g * this.tg;
      this.albedo[2] = b * this.tb;
    }
    const [q0, q1] = pairs(4);
    for (let i = 0; i < rays; i++) {
      if (!mirror(bounce, hit, ray, rough, (q0 + i / rays) % 1, q1)) continue;
      this.radiance(bounce, true);
      const share = fresnel / rays;
      if (dull) this.addLight(share);
      else if (metal) this.addGloss(r * this.er, g * this.eg, b * this.eb);
      else this.addGloss(share * this.er, share * this.eg, share * this.eb);
    }
  }

  /**
   * Light along a secondary ray, in er, eg, eb; `ray` is used up. One more surface is shaded with direct
   * light; beyond it a single probe tells open room from a closed corner. `panes`: whether this ray may
   * see the window itself (mirror rays may; diffuse rays have sampled it already).
   */
  private radiance(ray: Ray, panes: boolean): void {
    const { world, direct, probe } = this;
    const { bvh } = world;
    const hit: Hit = this.farHit;
    const s = this.farSurface;
    let [tr, tg, tb] = [1, 1, 1];
    this.er = this.eg = this.eb = 0;
    for (let step = 0; step < 6; step++) {
      if (bvh.closest(ray, Infinity) < 0) {
        const sky = world.miss(ray, panes);
        this.er = tr * sky[0];
        this.eg = tg * sky[1];
        this.eb = tb * sky[2];
        return;
      }
      const { part } = world.surface(s, hit, ray);
      if (part.glass) {
        // Glass behind glass is only dimmed: nobody sees how it bends.
        tr *= part.glass.shadow[0];
        tg *= part.glass.shadow[1];
        tb *= part.glass.shadow[2];
        leave(ray, hit, -1);
        continue;
      }
      const [w0, w1, d0, d1] = [this.random(), this.random(), this.random(), this.random()];
      direct.gather(hit, ray, 1, w0, w1, d0, d1);
      let [lr, lg, lb] = [direct.r, direct.g, direct.b];
      if (scatter(probe, hit, this.random(), this.random())) {
        const sky = world.miss(probe, false);
        // What a blocked probe would see is a middling surface in middling light.
        const share = bvh.shadow(probe, Infinity) ? 0.35 : 1;
        lr += sky[0] * share;
        lg += sky[1] * share;
        lb += sky[2] * share;
      }
      this.er = tr * s.r * lr;
      this.eg = tg * s.g * lg;
      this.eb = tb * s.b * lb;
      return;
    }
  }
}
