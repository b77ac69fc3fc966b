/** The boxes that an experiment found: which one is looked at, and the part of its picture. No DOM. */
import { imageOf, type U8Image } from '$src/core/image';
import type { LabSession } from '$src/lab/session.svelte';
import { openSuite, type SuiteSet } from '$src/sources/suites';
import type { FoundBox, FoundSet } from './experiments/found';
import type { Spot } from './shapes';

export class FoundView {
  readonly #session: LabSession;
  readonly #openSuite: (name: string) => Promise<SuiteSet>;
  /** Index into `boxes`. */
  chosen = $state(0);
  crop = $state.raw<{ readonly of: FoundBox; readonly image: U8Image; readonly corner: Spot }>();
  problem = $state('');

  constructor(session: LabSession, open: (name: string) => Promise<SuiteSet> = openSuite) {
    this.#session = session;
    this.#openSuite = open;
  }

  readonly set: FoundSet | undefined = $derived.by(
    () => this.#session.data['found'] as FoundSet | undefined,
  );
  /** Smallest object first: the order in which arrow keys pass them. */
  readonly boxes: readonly FoundBox[] = $derived.by(() =>
    [...(this.set?.boxes ?? [])].sort((a, b) => a.sidePx - b.sidePx || a.iou - b.iou),
  );
  readonly looked: FoundBox | undefined = $derived.by(
    () => this.boxes[Math.min(this.chosen, this.boxes.length - 1)],
  );

  #suite: Promise<SuiteSet> | undefined;

  /** Brings the crop of the chosen box up to date. Never rejects: `problem` says why there is none. */
  async showCrop(): Promise<void> {
    const box = this.looked;
    if (!box || this.crop?.of === box) return;
    try {
      this.#suite ??= this.#openSuite(this.set?.suite ?? 'test');
      const { image } = await (await this.#suite).load(box.imageId);
      if (this.looked !== box) return;
      const { part, corner } = cropAround(image, box);
      this.crop = { of: box, image: part, corner };
      this.problem = '';
    } catch (error) {
      this.#suite = undefined;
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }
}

/** A square about both boxes with some of what surrounds them, inside the picture. */
function cropAround(
  image: U8Image,
  { truth, box }: FoundBox,
): { readonly part: U8Image; readonly corner: Spot } {
  const left = Math.min(truth[0], box[0]);
  const top = Math.min(truth[1], box[1]);
  const right = Math.max(truth[0] + truth[2], box[0] + box[2]);
  const bottom = Math.max(truth[1] + truth[3], box[1] + box[3]);
  const side = Math.max(24, 1.5 * Math.max(right - left, bottom - top));
  const width = Math.min(image.width, Math.ceil(side));
  const height = Math.min(image.height, Math.ceil(side));
  const within = (middle: number, size: number, all: number): number =>
    Math.min(all - size, Math.max(0, Math.round(middle - size / 2)));
  const x = within((left + right) / 2, width, image.width);
  const y = within((top + bottom) / 2, height, image.height);
  const { channels } = image;
  const data = new Uint8Array(width * height * channels);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * image.width + x) * channels;
    data.set(image.data.subarray(from, from + width * channels), row * width * channels);
  }
  return { part: imageOf('u8', width, height, channels, data), corner: { x, y } };
}
