/**
 * The browser's side of `npm run world`: draws what the Node side asks for, one picture per call, and
 * puts sheets of pictures together. The renderer lives as long as the page, and so do its compiled
 * shader programs and prints.
 */
import type { U8Image } from '$src/core/image';
import { withoutSlivers } from '$src/world/compose/slivers';
import { recordOf, type CocoRecord } from '$src/world/export/coco';
import { roundScene } from '$src/world/export/compact';
import { withJpeg } from '$src/world/jpeg';
import { WorldRenderer } from '$src/world/render/renderer';
import type { SceneDescription } from '$src/world/scene';
import { drawSprite } from '$src/world/sets/draw';
import { sheetSetOf, type SpriteItem } from '$src/world/sets/sets';
import { sceneAt, suiteOf, suits, type Suite } from '$src/world/suites';
import { truthOf } from '$src/world/truth';
import type { Format } from './options';
import { canvasOf, decode, encode, encodeCanvas } from './pictures';
import { layOut, type ContactPicture, type ContactSheet } from './contact-layout';

export interface PictureRequest {
  readonly suite: string;
  readonly index: number;
  readonly seed: number;
  readonly size: number;
  readonly samples: number;
  readonly fileName: string;
  readonly format: Format;
  readonly quality: number;
}

export interface SpriteRequest {
  readonly set: string;
  readonly item: SpriteItem;
  readonly size: number;
  readonly samples: number;
}

/** What a page sends back for one picture. */
export interface Drawn<R> {
  readonly base64: string;
  readonly record: R;
  /** Milliseconds by stage, in order. */
  readonly stagesMs: Readonly<Record<string, number>>;
}

/** What is kept of a sprite besides its pixels. */
export interface SpriteRecord {
  readonly split: SpriteItem['split'];
  readonly classIndex: number;
  readonly seed: number;
}

/** Sliver after sliver may come to light; a scene has at most 200 objects. */
const mostRounds = 10;
/** Of scenes drawn for a picture whose suite asks for something rare. */
const mostAttempts = 100;

const canvas = new OffscreenCanvas(16, 16);
const renderer = new WorldRenderer(canvas);
let isLost = false;
canvas.addEventListener('webglcontextlost', () => {
  isLost = true;
});

/** Names the stages of one picture as they end. */
function stopwatch() {
  let since = performance.now();
  const stagesMs: Record<string, number> = {};
  return {
    stagesMs,
    end(stage: string): void {
      const now = performance.now();
      stagesMs[stage] = (stagesMs[stage] ?? 0) + now - since;
      since = now;
    },
  };
}

type Stopwatch = ReturnType<typeof stopwatch>;

/** A lost context draws black without a word: such a picture must not be kept. */
function expectContext(): void {
  if (isLost) throw new Error('The graphics context was lost.');
}

/** The scene as it is photographed, without what is hardly visible, and its truth. */
function tidied(scene: SceneDescription, size: number) {
  const options = { width: size, height: size, samples: 1 };
  let kept = roundScene(scene);
  let truth = truthOf(kept, renderer.buffers(kept, options));
  for (let round = 0; round < mostRounds; round++) {
    const fewer = withoutSlivers(kept, truth);
    if (!fewer) break;
    kept = fewer;
    truth = truthOf(kept, renderer.buffers(kept, options));
  }
  return { scene: kept, truth };
}

/** The first scene for this picture that is what its suite promises. Throws when none comes up. */
function suitingScene(
  suite: Suite,
  index: number,
  seed: number,
  size: number,
  watch: Stopwatch,
): SceneDescription {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const composed = sceneAt(suite, index, seed, attempt);
    watch.end('compose');
    const { scene, truth } = tidied(composed, size);
    expectContext();
    watch.end('truth');
    if (suits(suite, truth)) return scene;
  }
  throw new Error(
    `Picture ${index} of ${suite.name}: none of ${mostAttempts} scenes is what the suite promises.`,
  );
}

/** Sheets under construction, by name. */
const sheets = new Map<string, ReturnType<typeof canvasOf>>();

const api = {
  async picture(request: PictureRequest): Promise<Drawn<CocoRecord>> {
    const suite = suiteOf(request.suite);
    const { size, index, samples, fileName, format, quality } = request;
    const watch = stopwatch();
    const scene = suitingScene(suite, index, request.seed, size, watch);
    const { image, truth } = renderer.frame(scene, { width: size, height: size, samples });
    expectContext();
    watch.end('picture');
    const { jpegQuality } = scene.sensor;
    const coded: U8Image = jpegQuality === null ? image : await withJpeg(image, jpegQuality);
    const base64 = await encode(coded, format, quality);
    watch.end('encode');
    const record = recordOf({ ...suite, seed: request.seed }, { fileName, scene, truth, index });
    watch.end('record');
    return { base64, record, stagesMs: watch.stagesMs };
  },

  async sprite({ set: name, item, size, samples }: SpriteRequest): Promise<Drawn<SpriteRecord>> {
    const set = sheetSetOf(name);
    if (!set) throw new RangeError(`No set is called "${name}".`);
    const watch = stopwatch();
    const { image } = drawSprite(renderer, set, item, { size, samples });
    expectContext();
    watch.end('picture');
    const base64 = await encode(image, 'png', 100);
    watch.end('encode');
    const { split, classIndex, seed } = item;
    return { base64, record: { split, classIndex, seed }, stagesMs: watch.stagesMs };
  },

  beginSheet(name: string, width: number, height: number): void {
    sheets.set(name, canvasOf(width, height));
  },
  /** PNGs, each at its place. */
  async addToSheet(
    name: string,
    sprites: readonly { base64: string; x: number; y: number }[],
  ): Promise<void> {
    const sheet = sheets.get(name);
    if (!sheet) throw new Error(`Sheet ${name} was not begun.`);
    for (const { base64, x, y } of sprites) {
      const bitmap = await decode(base64, 'image/png');
      sheet.context.drawImage(bitmap, x, y);
      bitmap.close();
    }
  },
  async endSheet(name: string, format: Format, quality: number): Promise<string> {
    const sheet = sheets.get(name);
    if (!sheet) throw new Error(`Sheet ${name} was not begun.`);
    sheets.delete(name);
    return encodeCanvas(sheet.canvas, format, quality);
  },

  async contactSheet(
    sheet: ContactSheet,
    pictures: readonly (ContactPicture & { base64: string; type: string })[],
    quality: number,
  ): Promise<string> {
    const { canvas: out, context } = canvasOf(sheet.width, sheet.height);
    context.fillStyle = sheet.paper;
    context.fillRect(0, 0, sheet.width, sheet.height);
    context.imageSmoothingQuality = 'high';
    for (const { picture, x, y, side } of layOut(sheet, pictures)) {
      const bitmap = await decode(picture.base64, picture.type);
      const { sx, sy, sw, sh } = picture.part ?? {
        sx: 0,
        sy: 0,
        sw: bitmap.width,
        sh: bitmap.height,
      };
      context.drawImage(bitmap, sx, sy, sw, sh, x, y, side, side);
      bitmap.close();
      const scale = side / sw;
      context.save();
      context.beginPath();
      context.rect(x, y, side, side);
      context.clip();
      for (const { bbox, label, colour } of picture.boxes) {
        const [left, top] = [x + (bbox[0] - sx) * scale, y + (bbox[1] - sy) * scale];
        const [wide, high] = [bbox[2] * scale, bbox[3] * scale];
        context.strokeStyle = colour;
        context.lineWidth = 1.5;
        context.strokeRect(left, top, wide, high);
        // A name on a box smaller than itself would hide what it names.
        context.font = '600 10px sans-serif';
        const nameWidth = context.measureText(label).width + 5;
        if (wide < nameWidth || high < 24) continue;
        context.fillStyle = colour;
        context.fillRect(left, top, nameWidth, 13);
        context.fillStyle = '#fff';
        context.fillText(label, left + 2.5, top + 10);
      }
      context.restore();
    }
    return encodeCanvas(out, 'webp', quality);
  },
};

export type GeneratorApi = typeof api;
Object.assign(globalThis, { generator: api });
