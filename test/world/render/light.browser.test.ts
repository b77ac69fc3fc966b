// The light meter: what a white sheet reads, and what the sensor makes of light that is known.
import {
  DataTexture,
  FloatType,
  Mesh,
  MeshStandardMaterial,
  NearestFilter,
  OrthographicCamera,
  PCFShadowMap,
  PlaneGeometry,
  RGBAFormat,
  Vector3,
  WebGLRenderer,
  WebGLRenderTarget,
} from 'three';
import { afterAll, expect, test } from 'vitest';
import { imageOf, type U8Image } from '$src/core/image';
import { surroundingFamilies } from '$src/world/families';
import { withJpeg } from '$src/world/jpeg';
import {
  environmentPixels,
  Environments,
  environmentSize,
  variantsPerFamily,
} from '$src/world/render/environments';
import { Kit } from '$src/world/render/kit';
import { FullScreenPass } from '$src/world/render/passes';
import { WorldRenderer } from '$src/world/render/renderer';
import sensorGlsl from '$src/world/render/sensor.glsl?raw';
import { Stage } from '$src/world/render/stage';
import type { Light, SceneDescription, Sensor } from '$src/world/scene';

const families = [...surroundingFamilies.studio, ...surroundingFamilies.field];

const light: Light = {
  levelEv: 0,
  elevationDeg: 50,
  azimuthDeg: -40,
  temperatureK: 5600,
  contrast: 0.5,
  softness: 0.4,
};
const sensor: Sensor = {
  exposureEv: 0,
  noisePercent: 0,
  blackClip: 0,
  whiteBalanceK: 5600,
  saturation: 1,
  toneContrast: 1,
  vignetting: 0,
  jpegQuality: null,
  exposureS: 0,
};

function sceneWith(
  changes: {
    readonly light?: Partial<Light>;
    readonly sensor?: Partial<Sensor>;
    readonly surroundings?: string;
  } = {},
): SceneDescription {
  return {
    version: 1,
    seed: 7,
    domain: 'studio',
    objects: [
      {
        id: 1,
        kind: 'apple',
        seed: 3,
        positionM: [0, 0, 0],
        rotationDeg: [0, 0, 0],
        scale: 1,
        velocityMPerS: [0, 0, 0],
        spinDegPerS: 0,
      },
    ],
    table: { family: 'laminate', seed: 1 },
    backdrop: { family: 'wall', seed: 1 },
    surroundings: { family: changes.surroundings ?? 'softbox', seed: 1 },
    camera: {
      targetM: [0, 0, 0],
      distanceM: 0.8,
      elevationDeg: 35,
      azimuthDeg: 0,
      rollDeg: 0,
      focalLengthMm: 50,
      apertureMm: 0,
      focusM: 0.8,
      velocityMPerS: [0, 0, 0],
      panDegPerS: 0,
    },
    light: { ...light, ...changes.light },
    sensor: { ...sensor, ...changes.sensor },
    timeS: 0,
  };
}

const gl = new WebGLRenderer({ canvas: new OffscreenCanvas(16, 16), antialias: false });
gl.shadowMap.enabled = true;
gl.shadowMap.type = PCFShadowMap;
const environments = new Environments(gl);
const kit = new Kit();
const stage = new Stage(kit);
const sheet = new Mesh(
  new PlaneGeometry(0.4, 0.4).rotateX(-Math.PI / 2),
  new MeshStandardMaterial({ color: 0xffffff, roughness: 1 }),
);
sheet.position.y = 0.01;
stage.scene.add(sheet);
const world = new WorldRenderer(new OffscreenCanvas(16, 16));
afterAll(() => {
  world.dispose();
  sheet.geometry.dispose();
  sheet.material.dispose();
  stage.dispose();
  kit.dispose();
  environments.dispose();
  gl.dispose();
});

/** Linear RGB of a white, perfectly rough sheet in the open that lies on the table. */
function readSheet(description: SceneDescription): [number, number, number] {
  stage.set({ ...description, objects: [] });
  environments.surround(stage.scene, description);
  const camera = new OrthographicCamera(-0.05, 0.05, 0.05, -0.05, 0.1, 3);
  camera.position.set(0, 1, 0);
  camera.lookAt(0, 0, 0);
  const target = new WebGLRenderTarget(4, 4, { type: FloatType, format: RGBAFormat });
  gl.setRenderTarget(target);
  gl.render(stage.scene, camera);
  const read = new Float32Array(64);
  gl.readRenderTargetPixels(target, 0, 0, 4, 4, read);
  target.dispose();
  return [read[20] ?? 0, read[21] ?? 0, read[22] ?? 0];
}

const luminance = ([r, g, b]: readonly [number, number, number]): number =>
  0.2126 * r + 0.7152 * g + 0.0722 * b;

test.each(families)('%s: a white sheet facing up gets an irradiance of pi', (family) => {
  for (let variant = 0; variant < variantsPerFamily; variant++) {
    const pixels = environmentPixels(family, variant);
    const { width, height } = environmentSize;
    let irradiance = 0;
    for (let row = height / 2; row < height; row++) {
      const latitude = ((row + 0.5) / height - 0.5) * Math.PI;
      const weight =
        Math.sin(latitude) * Math.cos(latitude) * ((2 * Math.PI) / width) * (Math.PI / height);
      for (let column = 0; column < width; column++) {
        const at = 4 * (row * width + column);
        irradiance +=
          weight * luminance([pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0]);
      }
    }
    // The same sum in single precision.
    expect(irradiance).toBeCloseTo(Math.PI, 3);
  }
});

test.each(families)('%s: a white sheet reads 1 under surroundings alone', (surroundings) => {
  const read = readSheet(sceneWith({ surroundings, light: { contrast: 0 } }));
  // 8 %: the prefiltered map is coarse, and the sheet's own gloss (4 %) mirrors what is above.
  expect(luminance(read)).toBeGreaterThan(0.92);
  expect(luminance(read)).toBeLessThan(1.08);
  // White balance on the lamp leaves a sheet neutral to 5 % in the studio; under an open sky the
  // shadows stay a little blue or warm, as in life: 25 %.
  const isStudio = surroundingFamilies.studio.some((name) => name === surroundings);
  const spread = Math.max(...read) / Math.min(...read) - 1;
  expect(spread).toBeLessThan(isStudio ? 0.05 : 0.25);
});

test.each([
  [0, 50],
  [0.3, 50],
  [0.6, 35],
  [1, 50],
  [1, 90],
])('a white sheet reads 1 at contrast %f with the key at %i degrees', (contrast, elevationDeg) => {
  const read = luminance(readSheet(sceneWith({ light: { contrast, elevationDeg } })));
  // The key adds up to 4 % of gloss to what the sheet scatters.
  expect(read).toBeGreaterThan(0.93);
  expect(read).toBeLessThan(1.08);
});

test('one stop less light halves it', () => {
  const full = luminance(readSheet(sceneWith()));
  const half = luminance(readSheet(sceneWith({ light: { levelEv: -1 } })));
  expect(half / full).toBeCloseTo(0.5, 3);
});

/** The sensor alone on 128 x 128 pixels of the same light. */
function develop(value: number, uniforms: Record<string, number> = {}): Uint8Array {
  const side = 128;
  const data = new Float32Array(4 * side * side).fill(value);
  const texture = new DataTexture(data, side, side, RGBAFormat, FloatType);
  texture.minFilter = texture.magFilter = NearestFilter;
  texture.needsUpdate = true;
  const pass = new FullScreenPass(sensorGlsl, {
    light: { value: texture },
    gain: { value: new Vector3(1, 1, 1) },
    noiseLevel: { value: uniforms['noiseLevel'] ?? 0 },
    blackClip: { value: uniforms['blackClip'] ?? 0 },
    saturation: { value: 1 },
    toneContrast: { value: 1 },
    vignetting: { value: 0 },
    seed: { value: uniforms['seed'] ?? 1 },
  });
  const target = new WebGLRenderTarget(side, side, { depthBuffer: false });
  pass.draw(gl, target);
  const read = new Uint8Array(4 * side * side);
  gl.readRenderTargetPixels(target, 0, 0, side, side, read);
  pass.dispose();
  texture.dispose();
  target.dispose();
  return read.filter((_, i) => i % 4 !== 3);
}

function statistics(values: Uint8Array): { readonly mean: number; readonly deviation: number } {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { mean, deviation: Math.sqrt(squares / values.length - mean * mean) };
}

const decode = (byte: number): number => {
  const v = byte / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
};

test('mid-grey comes out at sRGB 118, a white sheet decodes to 0.8 to 0.9, nothing exceeds white', () => {
  expect(develop(0.18)[0]).toBe(118); // 255 (1.055 x 0.18^(1/2.4) - 0.055) = 117.6
  expect(decode(develop(1)[0] ?? 0)).toBeGreaterThan(0.8);
  expect(decode(develop(1)[0] ?? 0)).toBeLessThan(0.9);
  const rising = [0, 0.3, 0.59, 0.61, 0.9, 1.5, 2.5].map((value) => develop(value)[0] ?? 0);
  expect([...rising].sort((a, b) => a - b)).toEqual(rising);
});

test.each([1, 2, 4])('noise of %i percent is that at mid-grey', (percent) => {
  const { deviation } = statistics(develop(0.18, { noiseLevel: percent / 100 }));
  const wanted = (percent / 100) * 255;
  // 49152 samples give the deviation to 0.3 %; the curve's bend and rounding to bytes add the rest
  // (above some 5 % the bend and the clip at black make it more: 9.1 at 8).
  expect(deviation / wanted).toBeGreaterThan(0.95);
  expect(deviation / wanted).toBeLessThan(1.05);
});

test('noise grows with the light and repeats with its seed', () => {
  const linear = (value: number): number => {
    const bytes = develop(value, { noiseLevel: 0.02 });
    const values = Array.from(bytes, decode);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
  };
  // Variance 0.3 + 0.7 x / 0.18 in units of that at mid-grey: 0.36 and 0.18 give sqrt(1.7).
  expect(linear(0.36) / linear(0.18)).toBeCloseTo(Math.sqrt(1.7), 1);
  expect(develop(0.2, { noiseLevel: 0.05 })).toEqual(develop(0.2, { noiseLevel: 0.05 }));
  expect(develop(0.2, { noiseLevel: 0.05, seed: 2 })).not.toEqual(
    develop(0.2, { noiseLevel: 0.05 }),
  );
});

test('black clipping subtracts, clips and stretches', () => {
  expect(develop(0.04, { blackClip: 0.05 })[0]).toBe(0);
  expect(develop(0.06, { blackClip: 0.05 })[0]).toBeGreaterThan(0);
  // (0.24 - 0.05) / 0.95 = 0.2 exactly; one byte at that place is 0.003.
  expect(decode(develop(0.24, { blackClip: 0.05 })[0] ?? 0)).toBeCloseTo(0.2, 2);
});

const size = { width: 64, height: 64, samples: 2 };

test('the same description twice gives identical pixels, also with another scene between', () => {
  const scene = sceneWith({ sensor: { noisePercent: 3 } });
  const first = world.picture(scene, size);
  world.picture(sceneWith({ surroundings: 'sun', light: { contrast: 0.9 } }), size);
  expect(world.picture(structuredClone(scene), size).data).toEqual(first.data);
});

test('white balance equal to the temperature takes the colour of the light away', () => {
  const daylight = world.picture(sceneWith(), size);
  for (const kelvin of [2700, 9000]) {
    const matched = { light: { temperatureK: kelvin }, sensor: { whiteBalanceK: kelvin } };
    // The product with and the quotient by the same colour: at most one byte of rounding.
    expect(largestDifference(world.picture(sceneWith(matched), size), daylight)).toBeLessThan(2);
  }
  const warm = world.picture(sceneWith({ light: { temperatureK: 2700 } }), size);
  expect(largestDifference(warm, daylight)).toBeGreaterThan(30);
});

test('one stop less exposure halves the linear value below the shoulder', () => {
  const dim = { light: { levelEv: -1 } };
  const full = world.picture(sceneWith(dim), size);
  const half = world.picture(sceneWith({ ...dim, sensor: { exposureEv: -1 } }), size);
  let checked = 0;
  full.data.forEach((byte, i) => {
    if (byte < 60 || byte > 200) return;
    checked++;
    // One byte of rounding on either side is under 3 % in linear light at these levels.
    expect(Math.abs(decode(half.data[i] ?? 0) / decode(byte) - 0.5)).toBeLessThan(0.02);
  });
  expect(checked).toBeGreaterThan(500);
});

test('JPEG keeps the size, loses more at lower quality, and refuses nonsense', async () => {
  const image = world.picture(sceneWith({ sensor: { noisePercent: 4 } }), size);
  const fine = await withJpeg(image, 95);
  const coarse = await withJpeg(image, 10);
  expect([fine.width, fine.height, fine.channels]).toEqual([64, 64, 3]);
  expect(meanDifference(fine, image)).toBeLessThan(meanDifference(coarse, image));
  expect(meanDifference(fine, image)).toBeGreaterThan(0);
  await expect(withJpeg(image, 0)).rejects.toThrow(/1 to 100, not 0/);
  await expect(withJpeg(imageOf('u8', 1, 1, 1, new Uint8Array(1)), 50)).rejects.toThrow(/RGB/);
});

function largestDifference(a: U8Image, b: U8Image): number {
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (b.data[i] ?? 0))), 0);
}

function meanDifference(a: U8Image, b: U8Image): number {
  const sum = a.data.reduce((total, value, i) => total + Math.abs(value - (b.data[i] ?? 0)), 0);
  return sum / a.data.length;
}
