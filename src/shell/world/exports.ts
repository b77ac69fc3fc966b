/** One picture and its truth as files: PNG, COCO, YOLO, PASCAL VOC, scene JSON. Pure; saving is `save`. */
import { encode } from 'fast-png';
import { strToU8, zipSync } from 'fflate';
import type { U8Image } from '$src/core/image';
import type { CocoDataset } from '$src/metrics/coco-format';
import type { SuiteSet } from '$src/sources/suites';
import { cocoOf, cocoText, type TabletopDataset } from '$src/world/export/coco';
import { vocFile } from '$src/world/export/voc';
import { yoloFiles } from '$src/world/export/yolo';
import { sceneText } from '$src/world/schema';
import type { SceneDescription } from '$src/world/scene';
import { saveBlob } from '../save';
import type { Shown } from './shown';

/** What can be exported of a picture. */
export interface Exportable {
  /** Of the files, without ending: letters, digits, dashes. */
  readonly stem: string;
  readonly image: U8Image;
  readonly dataset: CocoDataset;
  readonly scene: SceneDescription | undefined;
}

/** A live picture as a data set of one; undefined before its whole truth is known. */
export function exportableOf({ image, truth, scene }: Shown): Exportable | undefined {
  if (!truth || !scene) return undefined;
  const stem = `tabletop-${scene.seed}`;
  const dataset: TabletopDataset = cocoOf(
    {
      name: 'live',
      title: 'One live scene',
      description: 'A scene set up by hand in the lab.',
      domain: scene.domain,
      seed: scene.seed,
    },
    [{ fileName: `images/${stem}.png`, scene, truth, index: 0 }],
  );
  return { stem, image, dataset, scene };
}

/** A picture of a suite as a data set of one, with the annotations as they stand in its file. */
export function exportableOfSuite(
  suite: SuiteSet,
  id: number,
  image: U8Image,
  scene: SceneDescription | undefined,
): Exportable {
  const { dataset } = suite;
  const picture = suite.find(id);
  const stem = `${suite.name}-${(picture?.file ?? String(id)).replace(/^.*\//, '').replace(/\.\w+$/, '')}`;
  return {
    stem,
    image,
    scene,
    dataset: {
      ...dataset,
      images: dataset.images
        .filter((entry) => entry.id === id)
        .map((entry) => ({ ...entry, file_name: `images/${stem}.png` })),
      annotations: dataset.annotations.filter((entry) => entry.image_id === id),
    },
  };
}

/** 8-bit RGB, exact. */
export function pngOf({ width, height, channels, data }: U8Image): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encode({ width, height, channels, depth: 8, data }));
}

export function cocoFileOf({ dataset }: Exportable): string {
  return cocoText(dataset);
}

/** Picture, COCO, YOLO and VOC labels, and the scene, as one archive. */
export function zipOf(exportable: Exportable): Uint8Array<ArrayBuffer> {
  const { stem, image, dataset, scene } = exportable;
  const [entry] = dataset.images;
  const texts: [string, string][] = [
    ['annotations.json', cocoText(dataset)],
    ...yoloFiles(dataset),
    ...(entry ? [[`Annotations/${stem}.xml`, vocFile(dataset, entry)] as [string, string]] : []),
    ...(scene ? [['scene.json', sceneText(scene)] as [string, string]] : []),
  ];
  return new Uint8Array(
    zipSync({
      // Already compressed: stored as it is.
      [`images/${stem}.png`]: [pngOf(image), { level: 0 }],
      ...Object.fromEntries(texts.map(([name, text]) => [name, strToU8(text)])),
    }),
  );
}

export type FileContent = string | Blob | Uint8Array<ArrayBuffer>;

/** Saves through the browser's own download. */
export function save(name: string, content: FileContent, type: string): void {
  saveBlob(name, new Blob([content], { type }));
}
