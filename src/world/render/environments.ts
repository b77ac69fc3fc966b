/**
 * The light that comes from all sides: for fill and for what shows in reflections.
 *
 * Each family paints lamps, panes and skies on a sphere by formula, never from a photograph. A variant
 * is scaled so that a white sheet that faces up under it alone has a radiance of 1 (irradiance pi), and
 * prefiltered for every roughness (three's PMREM, after Karis, "Real Shading in Unreal Engine 4", 2013).
 * A handful of variants per family are kept for good; where they turn to is decided per scene.
 *
 * Not here: the key light, which casts the shadows (stage.ts), and what the camera sees directly
 * (backdrops.ts).
 */
import {
  DataTexture,
  DataUtils,
  EquirectangularReflectionMapping,
  HalfFloatType,
  LinearFilter,
  LinearSRGBColorSpace,
  MathUtils,
  PMREMGenerator,
  RGBAFormat,
  type ShaderMaterial,
  type Scene,
  type Texture,
  type WebGLRenderer,
} from 'three';
import { createRng } from '$src/core/rng';
import type { SceneDescription } from '../scene';
import { luminousSphere, type Rgb } from './luminous';

/** Different arrangements of lamps per family. */
export const variantsPerFamily = 2;

/** Of the painted sphere. Filtering costs with its square, seconds at twice this without a GPU. */
export const environmentSize = { width: 256, height: 128 } as const;
const { width, height } = environmentSize;

export class Environments {
  readonly #generator: PMREMGenerator;
  readonly #kept = new Map<string, { readonly texture: Texture; readonly dispose: () => void }>();

  constructor(renderer: WebGLRenderer) {
    this.#generator = new PMREMGenerator(renderer);
    takeFewerSamples(this.#generator);
  }

  /** Surrounds `scene` with the light of its description; the main lamp stands near the key light. */
  surround(scene: Scene, { surroundings, light }: SceneDescription): void {
    const rng = createRng(surroundings.seed).fork('surroundings');
    scene.environment = this.#get(surroundings.family, rng.integer(0, variantsPerFamily - 1));
    const turnDeg = light.azimuthDeg + 30 * (rng.next() - 0.5);
    scene.environmentRotation.set(0, MathUtils.degToRad(turnDeg), 0);
  }

  dispose(): void {
    for (const kept of this.#kept.values()) kept.dispose();
    this.#kept.clear();
    this.#generator.dispose();
  }

  #get(family: string, variant: number): Texture {
    const name = `${family} ${variant}`;
    const known = this.#kept.get(name);
    if (known) return known.texture;
    const radiance = environmentPixels(family, variant);
    const source = new DataTexture(toHalf(radiance), width, height, RGBAFormat, HalfFloatType);
    source.mapping = EquirectangularReflectionMapping;
    source.colorSpace = LinearSRGBColorSpace;
    source.minFilter = LinearFilter;
    source.magFilter = LinearFilter;
    source.needsUpdate = true;
    const target = this.#generator.fromEquirectangular(source);
    source.dispose();
    this.#kept.set(name, {
      texture: target.texture,
      dispose: () => {
        target.dispose();
      },
    });
    return target.texture;
  }
}

/**
 * three filters with 256 samples a texel, 15 s per sphere on a software renderer. These spheres are
 * painted smooth: 48 do. three has no setting for it, so its shader is changed after a first, tiny use.
 * Should a later three build it otherwise, nothing happens but that it is slow again.
 */
function takeFewerSamples(generator: PMREMGenerator): void {
  const tiny = new DataTexture(new Uint16Array(4 * 64 * 32), 64, 32, RGBAFormat, HalfFloatType);
  tiny.mapping = EquirectangularReflectionMapping;
  tiny.needsUpdate = true;
  generator.fromEquirectangular(tiny).dispose();
  tiny.dispose();
  const { _ggxMaterial: material } = generator as unknown as {
    _ggxMaterial?: ShaderMaterial | null;
  };
  if (!material) return;
  material.fragmentShader = material.fragmentShader.replace(
    /#define GGX_SAMPLES \d+u/,
    '#define GGX_SAMPLES 48u',
  );
  material.needsUpdate = true;
}

/**
 * Radiance of the sphere, RGBA, of `environmentSize`, first row straight down, so that the irradiance of a sheet
 * facing up is pi in luminance. Throws RangeError for an unknown family.
 */
export function environmentPixels(family: string, variant: number): Float32Array<ArrayBuffer> {
  const { radianceOf, tintKept } = luminousSphere(family, variant);
  const pixels = new Float32Array(4 * width * height);
  const irradiance: [number, number, number] = [0, 0, 0];
  for (let row = 0; row < height; row++) {
    const latitude = ((row + 0.5) / height - 0.5) * Math.PI;
    const y = Math.sin(latitude);
    const flat = Math.cos(latitude);
    const solidAngle = ((2 * Math.PI) / width) * (Math.PI / height) * flat;
    for (let column = 0; column < width; column++) {
      // three's equirectUv: u = atan(z, x) / 2 pi + 0.5
      const longitude = ((column + 0.5) / width - 0.5) * 2 * Math.PI;
      const rgb = radianceOf(Math.cos(longitude) * flat, y, Math.sin(longitude) * flat);
      const at = 4 * (row * width + column);
      pixels.set(rgb, at);
      pixels[at + 3] = 1;
      if (y > 0) for (const c of [0, 1, 2] as const) irradiance[c] += rgb[c] * y * solidAngle;
    }
  }
  const gain = neutralising(irradiance, tintKept);
  for (let i = 0; i < pixels.length; i += 4) {
    for (const c of [0, 1, 2] as const) pixels[i + c] = (pixels[i + c] ?? 0) * gain[c];
  }
  return pixels;
}

/** Per channel: takes `irradiance` to a luminance of pi and leaves `tintKept` of its colour. */
function neutralising(irradiance: Rgb, tintKept: number): Rgb {
  const cast = irradiance.map((value) => value ** tintKept);
  const luminance = 0.2126 * (cast[0] ?? 0) + 0.7152 * (cast[1] ?? 0) + 0.0722 * (cast[2] ?? 0);
  const gain = (c: 0 | 1 | 2): number => (Math.PI * (cast[c] ?? 0)) / luminance / irradiance[c];
  return [gain(0), gain(1), gain(2)];
}

function toHalf(values: Float32Array): Uint16Array<ArrayBuffer> {
  const half = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) half[i] = DataUtils.toHalfFloat(values[i] ?? 0);
  return half;
}
