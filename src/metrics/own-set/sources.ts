/** The three formats that name pictures by their files, in one form: what each file says about each picture. */
import type { BoxesCsv } from '../formats/boxes-csv';
import type { VocPicture } from '../formats/voc';
import type { YoloBox } from '../formats/yolo';
import type { FileBox, PictureBoxes } from './assemble';
import type { FileOf } from './recognise';

export function fromYolo(files: readonly FileOf<readonly YoloBox[]>[]): PictureBoxes[] {
  return files.map(({ file, content }) => ({
    file: file.path,
    image: file.name,
    size: undefined,
    boxes: content.map(({ line, classIndex, middle, score }) => ({
      ...plain,
      line,
      category: classIndex,
      box: middle,
      isShares: true,
      score,
    })),
  }));
}

export function fromVoc(files: readonly FileOf<VocPicture>[]): PictureBoxes[] {
  return files.map(({ file, content: { image, size, objects } }) => ({
    file: file.path,
    image,
    size,
    boxes: objects.map(({ line, className, bbox, flags }) => ({
      ...plain,
      line,
      category: className,
      box: bbox,
      flags,
    })),
  }));
}

export function fromCsv(files: readonly FileOf<BoxesCsv>[]): PictureBoxes[] {
  return files.flatMap(({ file, content: { boxes, images } }) => {
    const byImage = new Map<string, FileBox[]>([...images.keys()].map((image) => [image, []]));
    for (const { line, image, className, bbox, score, isCrowd, isDifficult, areaPx } of boxes) {
      byImage.get(image)?.push({
        line,
        category: className,
        box: bbox,
        isShares: false,
        score,
        isCrowd,
        flags: isDifficult ? { difficult: 1 } : {},
        areaPx,
      });
    }
    return [...byImage].map(([image, list]) => ({
      file: file.path,
      image,
      size: images.get(image),
      boxes: list,
    }));
  });
}

const plain = {
  isShares: false,
  score: undefined,
  isCrowd: false,
  flags: {},
  areaPx: undefined,
} as const;
