/**
 * Which ONNX file an adapter runs, and how its input and head are read. Our own models carry a card; what is
 * known of others stands here.
 */
import { fileOfRole, mappingOfCard, parseCard } from '../card';
import { cocoLabels } from '../coco-labels';
import type { DetectorRequest, OnnxMapping, ReadModelFile } from '../open';
import { DetectError } from '../types';

export interface OnnxModel {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mapping: OnnxMapping;
  /** What the card says about the file. */
  readonly expectedSha256?: string;
}

/** YOLOX-Nano (Ge et al. 2021) as Megvii exports it: BGR 0..255, picture top left on grey 114. */
export const yoloxNano: OnnxMapping = {
  input: {
    name: 'images',
    sidePx: 416,
    layout: 'nchw',
    colour: 'bgr',
    white: 255,
    fit: 'letterbox',
    align: 'top-left',
    padLevel: 114,
  },
  head: { kind: 'yolox', strides: [8, 16, 32], output: 'output' },
  labels: cocoLabels,
};
/** Its file in the model's folder, named as in YOLOX's release. */
export const yoloxNanoFile = 'yolox_nano.onnx';

/** Rejects with DetectError 'model-missing', 'model-broken', 'model-unsupported', 'no-network', or AbortError. */
export async function readOnnxModel(
  { adapter, modelId, custom }: DetectorRequest,
  read: ReadModelFile,
  signal?: AbortSignal,
): Promise<OnnxModel> {
  if (adapter === 'custom-onnx') {
    if (custom) return { name: modelId, ...custom };
    throw new DetectError('bad-option', `custom-onnx needs the model’s bytes and its mapping.`);
  }
  if (adapter === 'yolox') {
    const bytes = await read(yoloxNanoFile, signal);
    return { name: 'YOLOX-Nano', bytes, mapping: yoloxNano };
  }
  const card = parseCard(new TextDecoder().decode(await read('card.json', signal)), modelId);
  const file = fileOfRole(card, 'onnx');
  if (file === undefined) {
    throw new DetectError('model-unsupported', `“${modelId}” has no ONNX file. Run it on tfjs.`);
  }
  return {
    name: card.name,
    bytes: await read(file.path, signal),
    mapping: mappingOfCard(card),
    expectedSha256: file.sha256,
  };
}
