/** Rules that know heads by their outputs; see `recognise.ts`. The first rule that applies decides. */
import { originCount, gridLevels } from '../stages/grid';
import {
  byName,
  countOf,
  likeSsd,
  likeUltralytics,
  likeYolox,
  sizeAt,
  type HeadFinding,
  type Rule,
} from './finding';
import type { MappingDraft } from './form';
import { boxesAndScores, refuseLists } from './two-outputs';
import type { OnnxSummary, OnnxTensor } from './onnx-file';

/** Throws DetectError 'model-unsupported' for outputs that no head here can read. */
export function recogniseHead(file: OnnxSummary, sidePx: number | undefined): HeadFinding {
  for (const rule of [ownGrid, ownSsd, oneTable, boxesAndScores]) {
    const found = rule(file, sidePx);
    if (found) return found;
  }
  refuseLists(file);
  const [first] = file.outputs;
  const said = file.outputs.map(({ name, dims }) => `${name} [${dims?.join(', ') ?? 'unknown'}]`);
  return {
    draft: { ...likeUltralytics, ...(first ? { boxOutput: first.name } : {}) },
    confidence: 'likely',
    reasons: [`No known head has these outputs: ${said.join('; ')}.`],
    guessed: ['headKind', 'boxOutput', 'colour', 'white', 'fit'],
  };
}

const ownGrid: Rule = (file) => {
  const classLogits = byName(file, 'class_logits');
  const sides = byName(file, 'side_logits');
  const width = sizeAt(sides, 2);
  if (!classLogits || !sides || width === undefined || width % 4 !== 0) return undefined;
  return {
    draft: {
      ...likeUltralytics,
      sidePx: 320,
      multipleOfPx: 32,
      headKind: 'dfl-grid',
      boxOutput: sides.name,
      classOutput: classLogits.name,
      strides: file.metadata.get('strides') ?? '8, 16, 32',
      bins: width / 4,
    },
    confidence: 'sure',
    reasons: ['Outputs class_logits and side_logits: the grid head of yolo-tiny.'],
    guessed: [],
    ...countOf(sizeAt(classLogits, 2)),
  };
};

const ownSsd: Rule = (file) => {
  const classLogits = byName(file, 'class_logits');
  const offsets = byName(file, 'offsets');
  if (!classLogits || !offsets || sizeAt(offsets, 2) !== 4) return undefined;
  const { metadata } = file;
  return {
    draft: {
      ...likeSsd,
      sidePx: 320,
      multipleOfPx: 64,
      headKind: 'ssd',
      boxOutput: offsets.name,
      classOutput: classLogits.name,
      strides: metadata.get('strides') ?? '8, 16, 32, 64',
      sizes: metadata.get('sizes') ?? '20, 44, 96, 200, 300',
      variances: metadata.get('variances') ?? '0.1, 0.2',
    },
    confidence: metadata.has('sizes') ? 'sure' : 'likely',
    reasons: [
      'Outputs class_logits and offsets: the SSD head of ssd-lite.',
      ...(metadata.has('sizes') ? [] : ['Its default boxes are not noted: taken for ours.']),
    ],
    guessed: [],
    ...countOf(sizeAt(classLogits, 2)),
  };
};

/** One output of three axes: the YOLO family. Others beside it (raw grids of old exports) are left alone. */
const oneTable: Rule = (file, sidePx) => {
  const tables = file.outputs.filter(({ dims }) => dims?.length === 3);
  const [table, ...more] = tables;
  if (!table || more.length > 0) return undefined;
  const rows = sizeAt(table, 1);
  const columns = sizeAt(table, 2);
  const shape = `Output ${table.name} [${table.dims?.join(', ')}]`;
  const cells = cellCounts(sidePx);
  const finding = (
    headKind: NonNullable<MappingDraft['headKind']>,
    confidence: HeadFinding['confidence'],
    because: string,
    classCount: number | undefined,
  ): HeadFinding => ({
    draft: {
      ...(headKind === 'yolox' ? { ...likeYolox, strides: '8, 16, 32' } : likeUltralytics),
      headKind,
      boxOutput: table.name,
    },
    confidence,
    reasons: [`${shape}: ${because}`],
    guessed: [],
    ...countOf(classCount),
  });

  if (columns === 6 && isEndToEnd(file, rows, cells)) {
    const isNoted = file.layers.has('NonMaxSuppression') || isNotedEndToEnd(file);
    const because = 'a short list of box, score and class, suppressed already (YOLOv10’s form).';
    // A list does not tell how many classes there are; the names in the file do.
    return finding('end-to-end', isNoted || rows === 300 ? 'sure' : 'likely', because, undefined);
  }
  if (columns !== undefined && columns >= 6 && rows !== undefined) {
    if (cells.some((count) => rows === 3 * count)) {
      return finding(
        'yolov5',
        'sure',
        'three anchors per cell, objectness: YOLOv5’s form.',
        columns - 5,
      );
    }
    if (cells.includes(rows)) return oneBoxPerCell(file, table, finding, columns - 5);
  }
  if (rows !== undefined && rows >= 5 && (columns === undefined || cells.includes(columns))) {
    const isCertain = columns !== undefined || isUltralytics(file);
    const because = 'one column per cell, no objectness: the form of YOLOv8, v9 and v11.';
    return finding('yolov8', isCertain ? 'sure' : 'likely', because, rows - 4);
  }
  if (rows === undefined && columns !== undefined && columns >= 6) {
    return file.madeBy.get(table.name) === 'Transpose' && !isUltralytics(file)
      ? finding(
          'yolox',
          'likely',
          'rows of free number that a Transpose makes: YOLOX.',
          columns - 5,
        )
      : finding('yolov5', 'likely', 'rows of free number with objectness: YOLOv5.', columns - 5);
  }
  return undefined;
};

/**
 * YOLOX leaves its grid undecoded and ends in a Transpose; YOLOv6, and YOLOX exported with
 * `--decode_in_inference`, have the same shape with boxes in pixels.
 */
function oneBoxPerCell(
  file: OnnxSummary,
  table: OnnxTensor,
  finding: (
    headKind: 'yolox' | 'yolov5',
    confidence: HeadFinding['confidence'],
    because: string,
    classCount: number,
  ) => HeadFinding,
  classCount: number,
): HeadFinding {
  if (file.madeBy.get(table.name) === 'Transpose') {
    const because = 'one row per cell with objectness, made by a Transpose: YOLOX, not decoded.';
    return finding('yolox', 'sure', because, classCount);
  }
  const because =
    'one row per cell with objectness, decoded in the graph: YOLOv6 or a decoded YOLOX (then choose BGR, 255, top left).';
  return finding('yolov5', 'likely', because, classCount);
}

function isEndToEnd(
  file: OnnxSummary,
  rows: number | undefined,
  cells: readonly number[],
): boolean {
  if (isNotedEndToEnd(file) || file.layers.has('NonMaxSuppression')) return true;
  if (rows === undefined) return false;
  return rows <= 1000 && !cells.some((count) => rows === count || rows === 3 * count);
}

function isNotedEndToEnd({ metadata }: OnnxSummary): boolean {
  const args = metadata.get('args') ?? '';
  return metadata.get('end2end') === 'True' || /'nms': True/.test(args);
}

function isUltralytics({ metadata }: OnnxSummary): boolean {
  return metadata.get('author') === 'Ultralytics' || metadata.has('stride');
}

/** Cells of the usual sets of grids: strides 8 to 32, and 8 to 64 of the large models. */
function cellCounts(sidePx: number | undefined): number[] {
  return [
    [8, 16, 32],
    [8, 16, 32, 64],
  ]
    .filter((strides) => sidePx !== undefined && sidePx % (strides.at(-1) ?? 1) === 0)
    .map((strides) => originCount(gridLevels(strides, sidePx ?? 0)));
}
