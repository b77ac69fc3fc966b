/**
 * The world worker: owns the renderer and its WebGL2 context, away from the page's thread. A thin door;
 * the page talks to it through `WorldClient`. It starts with the first call and ends with its page.
 */
import * as Comlink from 'comlink';
import { outlineOf } from '$src/core/labels';
import { createRng } from '$src/core/rng';
import type { ThingName } from './classes';
import { composeScene } from './compose/scene';
import type { Dials } from './dials';
import { withJpeg } from './jpeg';
import {
  lostWebGl,
  noWebGl,
  type Composed,
  type Footprint,
  type FrameRequest,
  type LivePicture,
  type WorldCounts,
  type WorldWorkerApi,
} from './live/protocol';
import { WorldRenderer } from './render/renderer';
import type { SceneDescription } from './scene';
import { thingOf } from './things';

const none: WorldCounts = { geometries: 0, textures: 0, programs: 0 };
let canvas: OffscreenCanvas | undefined;
let context: WebGL2RenderingContext | undefined;
let renderer: WorldRenderer | undefined;
/** The description drawn last, and its text: equal scenes are not built twice. */
let shown: { readonly text: string; readonly scene: SceneDescription } | undefined;

function open(): WorldRenderer {
  if (renderer) return renderer;
  canvas = typeof OffscreenCanvas === 'undefined' ? undefined : new OffscreenCanvas(16, 16);
  context = canvas?.getContext('webgl2') ?? undefined;
  if (!canvas || !context) {
    throw named(
      noWebGl,
      'The tabletop is drawn with WebGL2 in a worker, which this browser does not give. Turn on hardware acceleration in its settings, or use a current Chrome, Edge, Firefox or Safari; then try again. Samples, files and the webcam work without it.',
    );
  }
  renderer = new WorldRenderer(canvas);
  return renderer;
}

function expectContext(): void {
  if (!context?.isContextLost()) return;
  release();
  throw named(
    lostWebGl,
    'The graphics processor was taken away from the tabletop (a driver restart, sleep, or another page that needed it). The scene is kept: try again.',
  );
}

function release(): WorldCounts {
  const last = renderer;
  last?.dispose();
  const left = last?.counts() ?? none;
  // Gives the memory back now rather than with the next garbage collection.
  if (context && !context.isContextLost())
    context.getExtension('WEBGL_lose_context')?.loseContext();
  renderer = undefined;
  context = undefined;
  canvas = undefined;
  shown = undefined;
  return left;
}

function footprint(kind: ThingName, seed: number, scale = 1): Footprint {
  const form = thingOf(kind).draw(createRng(seed).fork(kind));
  return {
    radiusM: form.radiusM * scale,
    heightM: form.heightM * scale,
    isRound: form.isRound === true,
  };
}

const api: WorldWorkerApi = {
  compose(dials: Dials, seed: number): Promise<Composed> {
    const scene = composeScene(dials, seed);
    const footprints = Object.fromEntries(
      scene.objects.map(({ id, kind, seed: look, scale }) => [id, footprint(kind, look, scale)]),
    );
    return Promise.resolve({ scene, footprints });
  },

  footprint: (kind: ThingName, seed: number) => footprint(kind, seed),

  async frame(scene: SceneDescription, request: FrameRequest): Promise<LivePicture> {
    const { width, height, samples, wants } = request;
    const startedAt = performance.now();
    const on = open();
    expectContext();
    const text = JSON.stringify(scene);
    const description = shown?.text === text ? shown.scene : scene;
    shown = { text, scene: description };
    const options = { width, height, samples };
    const full = wants === 'truth' ? on.frame(description, options) : undefined;
    const drawn = full?.image ?? on.picture(description, options);
    const labels =
      full?.truth.labels ?? (wants === 'labels' ? on.labels(description, options) : undefined);
    expectContext(); // what is read back from a lost context is black
    const { jpegQuality } = description.sensor;
    const image = jpegQuality === null ? drawn : await withJpeg(drawn, jpegQuality);
    const picture: LivePicture = {
      image,
      ...(labels ? { labels, outline: outlineOf(labels) } : {}),
      ...(full ? { truth: full.truth } : {}),
      renderMs: performance.now() - startedAt,
    };
    const buffers = [image, labels, picture.outline, full?.truth.depth].flatMap((plane) =>
      plane ? [plane.data.buffer] : [],
    );
    return Comlink.transfer(picture, buffers);
  },

  counts: () => renderer?.counts() ?? none,
  release,
  simulateLoss() {
    open();
    context?.getExtension('WEBGL_lose_context')?.loseContext();
  },
  // Drawing is one synchronous call of bounded length: there is nothing to stop in between.
  cancel: () => undefined,
};

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

Comlink.expose(api);
