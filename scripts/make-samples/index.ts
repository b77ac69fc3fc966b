import { decode } from 'fast-png';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outlineOf, type LabelGrid } from '$src/core/labels';
import { develop } from './core/develop';
import { encodePng } from './core/png';
import { render, type Rendering } from './core/render';
import { cocoFile, cocoText, type CocoFile, type Entry } from './coco';
import { shots, type Shot } from './shots';

/**
 * Renders the sample pictures and their truth.
 *
 *   npm run samples                        all of them, as committed
 *   npm run samples -- --only coins,print  some; the others' truth is kept from the last run
 *   npm run samples -- --scale 0.25 --grid 2 --out .cache/draft   a quick look
 */

interface Options {
  readonly only: readonly string[];
  readonly scale: number;
  readonly grid: number | undefined;
  readonly out: string;
}

function parse(argv: readonly string[]): Options {
  const value = (flag: string): string | undefined => {
    const at = argv.indexOf(flag);
    return at < 0 ? undefined : argv[at + 1];
  };
  const only = value('--only')?.split(',') ?? shots.map((s) => s.name);
  for (const name of only) {
    if (!shots.some((s) => s.name === name)) throw new Error(`no picture is called ${name}`);
  }
  const grid = value('--grid');
  return {
    only,
    scale: Number(value('--scale') ?? 1),
    grid: grid === undefined ? undefined : Number(grid),
    out: value('--out') ?? 'public/samples/bench',
  };
}

/** Truth of a picture that is not rendered this time, from the files of the last run. */
async function kept(shot: Shot, out: string): Promise<Entry> {
  const file = JSON.parse(await readFile(join(out, 'annotations.json'), 'utf8')) as CocoFile;
  const image = file.images.find((i) => i.file_name === `${shot.name}.png`);
  if (!image) throw new Error(`${shot.name} has never been rendered`);
  const { width, height, data } = decode(await readFile(join(out, image.labels_file)));
  const names = file.annotations
    .filter((a) => a.image_id === image.id)
    .sort((a, b) => a.label - b.label)
    .map((a) => file.categories.find((c) => c.id === a.category_id)?.name ?? '');
  return { shot, labels: { width, height, data: Uint8Array.from(data) }, names };
}

async function write(shot: Shot, image: Rendering, out: string): Promise<Entry> {
  const { width, height } = image;
  const labels: LabelGrid = { width, height, data: image.labels };
  const save = async (suffix: string, channels: 1 | 3, data: Uint8Array): Promise<void> => {
    await writeFile(
      join(out, `${shot.name}${suffix}.png`),
      encodePng(width, height, channels, data),
    );
  };
  await save('', 3, develop(image, shot.develop, shot.seed));
  if (shot.clean) await save('.clean', 3, develop(image, shot.clean, shot.seed));
  await save('.labels', 1, labels.data);
  await save('.outline', 1, outlineOf(labels).data);
  return { shot, labels, names: image.categories };
}

export async function main(argv: string[]): Promise<void> {
  const options = parse(argv);
  await mkdir(options.out, { recursive: true });
  const renderings = new Map<string, Rendering>();
  const entries: Entry[] = [];
  for (const shot of shots) {
    if (!options.only.includes(shot.name)) {
      if (options.only.length < shots.length && options.scale === 1)
        entries.push(await kept(shot, options.out));
      continue;
    }
    const start = process.cpuUsage();
    const shared = shot.sameRender ? renderings.get(shot.cleanOf ?? '') : undefined;
    const image =
      shared ??
      render(shot.scene(shot.seed), {
        width: Math.round(shot.width * options.scale),
        height: Math.round(shot.height * options.scale),
        grid: options.grid ?? shot.grid,
        seed: shot.seed,
      });
    renderings.set(shot.name, image);
    entries.push(await write(shot, image, options.out));
    const { user } = process.cpuUsage(start);
    console.log(
      `${shot.name}: ${image.width} x ${image.height}, ${image.categories.length} things, ${(user / 1e6).toFixed(0)} s`,
    );
  }
  await writeFile(join(options.out, 'annotations.json'), cocoText(cocoFile(entries)));
}
