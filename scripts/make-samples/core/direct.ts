import { leave, newRay, type Hit, type Ray } from './ray';
import type { World } from './world';

/** Light that reaches a point straight from the window or the sun, one shadow ray each. */
export class DirectLight {
  /** Result, divided by pi, so that albedo x light is radiance. */
  r = 0;
  g = 0;
  b = 0;
  /** The sun's highlight on a coat of the given roughness, Fresnel left out. */
  shine = 0;

  private readonly world: World;
  private readonly ray = newRay();

  constructor(world: World) {
    this.world = world;
  }

  /** `u0, v0` choose a point of the window, `u1, v1` one of the sun's disc. */
  gather(hit: Hit, view: Ray, rough: number, u0: number, v0: number, u1: number, v1: number): void {
    this.r = this.g = this.b = this.shine = 0;
    leave(this.ray, hit, 1);
    this.window(hit, u0, v0);
    if (this.world.light.sunlight[0] > 0) this.sun(hit, view, rough, u1, v1);
  }

  private add(light: readonly [number, number, number], factor: number): void {
    const { bvh } = this.world;
    this.r += factor * light[0] * bvh.passR;
    this.g += factor * light[1] * bvh.passG;
    this.b += factor * light[2] * bvh.passB;
  }

  private window(hit: Hit, u: number, v: number): void {
    const { window } = this.world.light;
    const { ray } = this;
    const x = window.x - ray.ox;
    const y = window.y0 + (window.y1 - window.y0) * u - ray.oy;
    const z = window.z0 + (window.z1 - window.z0) * v - ray.oz;
    const far2 = x * x + y * y + z * z;
    const far = Math.sqrt(far2);
    const cos = (x * hit.nx + y * hit.ny + z * hit.nz) / far;
    if (x >= 0 || cos <= 0 || x * hit.gx + y * hit.gy + z * hit.gz <= 0) return;
    ray.dx = x / far;
    ray.dy = y / far;
    ray.dz = z / far;
    if (this.world.bvh.shadow(ray, far)) return;
    const area = (window.y1 - window.y0) * (window.z1 - window.z0);
    this.add(window.radiance, (cos * (-x / far) * area) / (far2 * Math.PI));
  }

  private sun(hit: Hit, view: Ray, rough: number, u: number, v: number): void {
    const { light, bvh } = this.world;
    const { sun, sunRadius } = light;
    const { ray } = this;
    // A point on the sun's disc; the axes need not be exact, the disc is small.
    const a = 2 * Math.PI * u;
    const r = sunRadius * Math.sqrt(v);
    const x = sun[0] + r * Math.cos(a) * sun[1];
    const y = sun[1] - r * Math.cos(a) * sun[0];
    const z = sun[2] + r * Math.sin(a);
    const k = 1 / Math.sqrt(x * x + y * y + z * z);
    ray.dx = x * k;
    ray.dy = y * k;
    ray.dz = z * k;
    const cos = ray.dx * hit.nx + ray.dy * hit.ny + ray.dz * hit.nz;
    if (cos <= 0 || ray.dx * hit.gx + ray.dy * hit.gy + ray.dz * hit.gz <= 0) return;
    if (light.sunThroughWindow) {
      const reach = ray.dx < 0 ? (light.window.x - ray.ox) / ray.dx : Infinity;
      if (!this.world.pane(ray.oy + reach * ray.dy, ray.oz + reach * ray.dz)) return;
    }
    if (bvh.shadow(ray, Infinity)) return;
    this.add(light.sunlight, cos / Math.PI);
    // GGX with a floor on roughness: a bare disc this small would only make fireflies.
    const hx = ray.dx - view.dx;
    const hy = ray.dy - view.dy;
    const hz = ray.dz - view.dz;
    const cosH = (hx * hit.nx + hy * hit.ny + hz * hit.nz) / Math.sqrt(hx * hx + hy * hy + hz * hz);
    const a2 = Math.max(0.16, rough) ** 4;
    const q = cosH * cosH * (a2 - 1) + 1;
    this.shine = Math.min(20, (a2 / (Math.PI * q * q)) * 0.25) * cos;
  }
}
