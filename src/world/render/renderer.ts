/**
 * Renders scenes: light into a high-range picture, then the sensor, then the truth.
 *
 * A picture is the mean of `samples` renderings, each from another point of the lens, at another moment
 * of the exposure, and shifted by a part of a pixel: antialiasing, depth of field and motion blur are
 * one and the same integral (Cook, Porter and Carpenter, "Distributed ray tracing", SIGGRAPH 1984;
 * Haeberli and Akeley, "The accumulation buffer", SIGGRAPH 1990). The truth is that of the middle of
 * the exposure through the middle of the lens.
 *
 * Owns all GPU resources; `dispose` frees them and gives the context up (the canvas is spent then). Runs in a page or in a worker, wherever there is WebGL2.
 */
import {
  FloatType,
  HalfFloatType,
  LinearSRGBColorSpace,
  NearestFilter,
  NoToneMapping,
  PCFShadowMap,
  RGBAFormat,
  UnsignedByteType,
  Vector3,
  WebGLRenderer,
  WebGLRenderTarget,
  type PerspectiveCamera,
} from 'three';
import { imageOf, type U8Image } from '$src/core/image';
import type { RenderedFrame, TruthBuffers } from '../frame';
import type { SceneDescription } from '../scene';
import { truthOf } from '../truth';
import { Kit } from './kit';
import { FullScreenPass } from './passes';
import sensorGlsl from './sensor.glsl?raw';
import { Stage } from './stage';
import { Environments } from './surroundings';
import { rgbOfTemperature } from './temperature';
import { TruthPass } from './truth-pass';

export interface RenderOptions {
  readonly width: number;
  readonly height: number;
  /** 1 is a draft with jagged edges and everything sharp; 4 is decent, 16 fine. */
  readonly samples: number;
}

export class WorldRenderer {
  readonly #renderer: WebGLRenderer;
  readonly #kit = new Kit();
  readonly #stage = new Stage(this.#kit);
  readonly #truth = new TruthPass();
  readonly #environments: Environments;
  readonly #add: FullScreenPass;
  readonly #sensor: FullScreenPass;
  #targets: Targets | undefined;
  #shown: SceneDescription | undefined;

  /** Throws an Error where there is no WebGL2. */
  constructor(canvas: OffscreenCanvas | HTMLCanvasElement) {
    this.#renderer = new WebGLRenderer({ canvas, antialias: false, alpha: false });
    this.#renderer.outputColorSpace = LinearSRGBColorSpace;
    this.#renderer.toneMapping = NoToneMapping;
    this.#renderer.shadowMap.enabled = true;
    this.#renderer.shadowMap.type = PCFShadowMap;
    this.#environments = new Environments(this.#renderer);
    this.#add = new FullScreenPass(
      `uniform sampler2D sum; uniform sampler2D light; uniform float share; uniform float isFirst;
       out vec4 pixel;
       void main() {
         vec4 before = isFirst > 0.5 ? vec4(0.0) : texture(sum, vUv);
         pixel = before + min(texture(light, vUv), 64.0) * share;
       }`,
      {
        sum: { value: null },
        light: { value: null },
        share: { value: 1 },
        isFirst: { value: 1 },
      },
    );
    this.#sensor = new FullScreenPass(sensorGlsl, {
      light: { value: null },
      gain: { value: new Vector3(1, 1, 1) },
      noiseLevel: { value: 0 },
      blackClip: { value: 0 },
      saturation: { value: 1 },
      toneContrast: { value: 1 },
      vignetting: { value: 0 },
      seed: { value: 0 },
    });
  }

  /** The picture before any JPEG coding, RGB. */
  picture(description: SceneDescription, options: RenderOptions): U8Image {
    this.#show(description, options);
    this.#expose(description, options);
    return this.#develop(description, options);
  }

  /** Picture and truth. */
  frame(description: SceneDescription, options: RenderOptions): RenderedFrame {
    const image = this.picture(description, options);
    const luminance = this.#luminance(options);
    return {
      image,
      truth: truthOf(description, { ...this.buffers(description, options), luminance }),
    };
  }

  /** The truth alone, without drawing the picture (light levels are then unknown). */
  buffers(description: SceneDescription, { width, height }: RenderOptions): TruthBuffers {
    this.#show(description, { width, height, samples: 1 });
    const { scene, camera, objects } = this.#stage;
    return this.#truth.draw(this.#renderer, scene, camera, objects, width, height);
  }

  /** The visible labels alone, without a mask of each object: for live pictures. */
  labels(description: SceneDescription, { width, height }: RenderOptions): U8Image {
    this.#show(description, { width, height, samples: 1 });
    const { scene, camera, objects } = this.#stage;
    const { labels } = this.#truth.draw(
      this.#renderer,
      scene,
      camera,
      objects,
      width,
      height,
      false,
    );
    return imageOf('u8', width, height, 1, labels);
  }

  /** What lives on the GPU now. */
  counts(): { readonly geometries: number; readonly textures: number; readonly programs: number } {
    const { memory, programs } = this.#renderer.info;
    return { ...memory, programs: programs?.length ?? 0 };
  }

  dispose(): void {
    this.#stage.dispose();
    this.#kit.dispose();
    this.#truth.dispose();
    this.#environments.dispose();
    this.#add.dispose();
    this.#sensor.dispose();
    this.#targets?.dispose();
    this.#targets = undefined;
    this.#shown = undefined;
    this.#renderer.dispose();
    this.#renderer.forceContextLoss();
  }

  #show(description: SceneDescription, { width, height }: RenderOptions): void {
    if (this.#shown !== description) {
      this.#stage.set(description);
      this.#environments.surround(this.#stage.scene, description);
      this.#shown = description;
    }
    const { camera } = this.#stage;
    // The shorter side spans 24 mm.
    const shorter = Math.min(width, height);
    const tangent = (12 / description.camera.focalLengthMm) * (height / shorter);
    camera.fov = (2 * Math.atan(tangent) * 180) / Math.PI;
    camera.aspect = width / height;
    camera.clearViewOffset();
    camera.updateProjectionMatrix();
    this.#stage.moveTo(description, description.timeS);
    if (this.#targets?.width !== width || this.#targets.height !== height) {
      this.#targets?.dispose();
      this.#targets = new Targets(width, height);
    }
  }

  /** Adds up the light of all samples into `targets.sum`. */
  #expose(description: SceneDescription, { width, height, samples }: RenderOptions): void {
    const targets = this.#targets;
    if (!targets) return;
    const { camera, scene } = this.#stage;
    const { apertureMm, focusM } = description.camera;
    const { exposureS } = description.sensor;
    const { light } = targets;
    this.#renderer.shadowMap.autoUpdate = false;
    this.#renderer.setClearColor(0x000000, 1);
    for (let i = 0; i < samples; i++) {
      // Low-discrepancy offsets: the R2 sequence (Roberts 2018), the moment stratified.
      const moment = samples === 1 ? 0 : (i + 0.5) / samples - 0.5;
      this.#stage.moveTo(description, description.timeS + moment * exposureS);
      const u = (0.5 + i * 0.7548776662466927) % 1;
      const v = (0.5 + i * 0.5698402909980532) % 1;
      camera.clearViewOffset();
      if (samples > 1) {
        camera.setViewOffset(width, height, u - 0.5, v - 0.5, width, height);
        throughLens(camera, apertureMm / 2000, focusM, i, samples);
      }
      camera.updateMatrixWorld();
      this.#stage.aimKey(description, i, samples);
      this.#renderer.shadowMap.needsUpdate =
        i === 0 || this.#stage.hasMotion || description.light.softness > 0;
      this.#renderer.setRenderTarget(light);
      this.#renderer.clear();
      this.#renderer.render(scene, camera);
      targets.swap();
      Object.assign(this.#add.uniforms, {
        sum: { value: targets.before.texture },
        light: { value: light.texture },
        share: { value: 1 / samples },
        isFirst: { value: i === 0 ? 1 : 0 },
      });
      this.#add.draw(this.#renderer, targets.sum);
    }
    camera.clearViewOffset();
    camera.updateProjectionMatrix();
    this.#stage.moveTo(description, description.timeS);
  }

  #develop({ sensor, light, seed }: SceneDescription, { width, height }: RenderOptions): U8Image {
    const targets = this.#targets;
    if (!targets) throw new Error('develop() needs an exposed picture.');
    const exposure = 2 ** sensor.exposureEv;
    const white = rgbOfTemperature(sensor.whiteBalanceK);
    const lamp = rgbOfTemperature(light.temperatureK);
    Object.assign(this.#sensor.uniforms, {
      light: { value: targets.sum.texture },
      gain: {
        value: new Vector3(
          (exposure * lamp[0]) / white[0],
          (exposure * lamp[1]) / white[1],
          (exposure * lamp[2]) / white[2],
        ),
      },
      noiseLevel: { value: sensor.noisePercent / 100 },
      blackClip: { value: sensor.blackClip },
      saturation: { value: sensor.saturation },
      toneContrast: { value: sensor.toneContrast },
      vignetting: { value: sensor.vignetting },
      seed: { value: seed >>> 0 },
    });
    this.#sensor.draw(this.#renderer, targets.display);
    const raw = new Uint8Array(4 * width * height);
    this.#renderer.readRenderTargetPixels(targets.display, 0, 0, width, height, raw);
    const rgb = new Uint8Array(3 * width * height);
    for (let y = 0; y < height; y++) {
      let from = 4 * (height - 1 - y) * width; // WebGL's rows go up
      let to = 3 * y * width;
      for (let x = 0; x < width; x++, from += 4, to += 3) {
        rgb[to] = raw[from] ?? 0;
        rgb[to + 1] = raw[from + 1] ?? 0;
        rgb[to + 2] = raw[from + 2] ?? 0;
      }
    }
    return imageOf('u8', width, height, 3, rgb);
  }

  #luminance({ width, height }: RenderOptions): Float32Array<ArrayBuffer> {
    const out = new Float32Array(width * height);
    const targets = this.#targets;
    if (!targets) return out;
    const raw = new Float32Array(4 * width * height);
    this.#renderer.readRenderTargetPixels(targets.sum, 0, 0, width, height, raw);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = 4 * ((height - 1 - y) * width + x);
        const [r = 0, g = 0, b = 0] = raw.subarray(from, from + 3);
        out[y * width + x] = 0.2126 * r + 0.7152 * g + 0.0722 * b; // Rec. 709
      }
    }
    return out;
  }
}

/** Moves the camera to a point of its lens and shears the view so that the plane in focus stays put. */
function throughLens(
  camera: PerspectiveCamera,
  radiusM: number,
  focusM: number,
  i: number,
  samples: number,
): void {
  if (radiusM <= 0) return;
  // Vogel's spiral spreads points evenly over the disc.
  const r = radiusM * Math.sqrt((i + 0.5) / samples);
  const angle = i * 2.399963229728653;
  const [dx, dy] = [r * Math.cos(angle), r * Math.sin(angle)];
  camera.translateX(dx);
  camera.translateY(dy);
  const { elements } = camera.projectionMatrix;
  elements[8] += ((elements[0] ?? 0) * -dx) / focusM;
  elements[9] += ((elements[5] ?? 0) * -dy) / focusM;
  camera.projectionMatrixInverse.copy(camera.projectionMatrix).invert();
}

class Targets {
  readonly width: number;
  readonly height: number;
  /** One sample. */
  readonly light: WebGLRenderTarget;
  /** The sum so far, and the one before. */
  sum: WebGLRenderTarget;
  before: WebGLRenderTarget;
  readonly display: WebGLRenderTarget;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    const common = {
      format: RGBAFormat,
      minFilter: NearestFilter,
      magFilter: NearestFilter,
    } as const;
    const high = { ...common, type: HalfFloatType } as const;
    this.light = new WebGLRenderTarget(width, height, high);
    const float = { ...common, type: FloatType, depthBuffer: false } as const;
    this.sum = new WebGLRenderTarget(width, height, float);
    this.before = new WebGLRenderTarget(width, height, float);
    this.display = new WebGLRenderTarget(width, height, {
      ...common,
      type: UnsignedByteType,
      depthBuffer: false,
    });
  }

  swap(): void {
    [this.sum, this.before] = [this.before, this.sum];
  }

  dispose(): void {
    for (const target of [this.light, this.sum, this.before, this.display]) target.dispose();
  }
}
