/**
 * The output layouts ("heads") that the lab can decode. A head says where the numbers lie and what they mean;
 * `stages/decode` turns them into candidates. Which idea comes from where stands with each decoder.
 */

/** Logits per class and a distribution over `bins` distances for each side (GFL, Li et al. 2020), anchor-free. */
export interface DflGridHead {
  readonly kind: 'dfl-grid';
  readonly strides: readonly number[];
  readonly bins: number;
  /** Names of the outputs: [1, cells, classes] and [1, cells, 4 * bins] (left, top, right, bottom). */
  readonly outputs: { readonly classLogits: string; readonly sideLogits: string };
}

/** Class logits and offsets from default boxes (SSD, Liu et al. 2016). */
export interface SsdHead {
  readonly kind: 'ssd';
  readonly strides: readonly number[];
  /** Per level and one more, in pixels of the input, whatever its side; per cell: s, sqrt(s s'), s at 2:1, at 1:2. */
  readonly sizesPx: readonly number[];
  readonly variances: readonly [number, number];
  /** [1, boxes, classes] and [1, boxes, 4] (cx, cy, log w, log h). */
  readonly outputs: { readonly classLogits: string; readonly offsets: string };
}

/** [1, cells, 5 + classes]: offsets from the cell in strides, log sizes, objectness, classes (Ge et al. 2021). */
export interface YoloxHead {
  readonly kind: 'yolox';
  readonly strides: readonly number[];
  readonly output: string;
}

/** [1, boxes, 5 + classes]: cx cy w h in input pixels, objectness and class probabilities. */
export interface YoloV5Head {
  readonly kind: 'yolov5';
  readonly output: string;
}

/** [1, 4 + classes, boxes]: cx cy w h in input pixels, class probabilities. Also v9 and v11. */
export interface YoloV8Head {
  readonly kind: 'yolov8';
  readonly output: string;
}

/** [1, boxes, 6]: x1 y1 x2 y2 in input pixels, score, class; already suppressed (v10 and exports "with NMS"). */
export interface EndToEndHead {
  readonly kind: 'end-to-end';
  readonly output: string;
}

/** Boxes and scores in two outputs, decoded in the graph: [1, N, 4] (or [1, N, 1, 4]) and [1, N, classes]. */
export interface DecodedHead {
  readonly kind: 'decoded';
  readonly boxes: string;
  readonly scores: string;
  readonly order: 'xyxy' | 'yxyx' | 'cxcywh';
  /** Boxes in 0..1 of the input instead of pixels. */
  readonly isRelative: boolean;
  /** The first score column is "background". */
  readonly hasBackground: boolean;
}

export type Head =
  DflGridHead | SsdHead | YoloxHead | YoloV5Head | YoloV8Head | EndToEndHead | DecodedHead;
export type HeadKind = Head['kind'];

/** The outputs that a head is read from. */
export function outputsOfHead(head: Head): readonly string[] {
  switch (head.kind) {
    case 'dfl-grid':
      return [head.outputs.classLogits, head.outputs.sideLogits];
    case 'ssd':
      return [head.outputs.classLogits, head.outputs.offsets];
    case 'decoded':
      return [head.boxes, head.scores];
    case 'yolox':
    case 'yolov5':
    case 'yolov8':
    case 'end-to-end':
      return [head.output];
  }
}

/** One output of a network: float32 values, row-major. */
export interface RawOutput {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}
export type RawOutputs = Readonly<Record<string, RawOutput>>;

/** How a frame becomes the network's input. */
export interface InputSpec {
  /** Name of the input, [1, 3, side, side] for `nchw`, [1, side, side, 3] for `nhwc`. */
  readonly name: string;
  readonly sidePx: number;
  /** Other sides must be multiples of it; undefined: the side is fixed. */
  readonly multipleOfPx?: number;
  readonly layout: 'nchw' | 'nhwc';
  readonly colour: 'rgb' | 'bgr';
  /** Value of a white pixel: 1 or 255. */
  readonly white: number;
  /** After scaling: (x - mean) / std per channel, in the order of `colour`. */
  readonly mean?: readonly [number, number, number];
  readonly std?: readonly [number, number, number];
  /** `letterbox` keeps the aspect ratio and fills with `padLevel`; `stretch` does not. */
  readonly fit: 'letterbox' | 'stretch';
  /** Where the picture lies in a letterbox: YOLOX puts it top left, most others in the middle. */
  readonly align: 'centre' | 'top-left';
  /** Grey level of the fill, 0..255. */
  readonly padLevel: number;
}
