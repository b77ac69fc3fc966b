/** Files that are often taken for an ONNX model, known by how they begin, and what to do about each. */
import { DetectError } from '../types';

interface Foreign {
  /** Text at the beginning, or fixed bytes (as Latin-1) at a position. */
  readonly begins: RegExp | { readonly bytes: string; readonly at: number };
  readonly words: string;
}

const foreign: readonly Foreign[] = [
  {
    begins: /^\s*(<!doctype|<html|<\?xml|<head|<body)/i,
    words:
      'is a web page, not a model: the download link led to a page. Use the link of the raw file',
  },
  {
    begins: /^version https:\/\/git-lfs/,
    words:
      'is a Git LFS pointer, which only names the model. Fetch the real file with “git lfs pull” or the site’s download button',
  },
  {
    begins: { bytes: 'PK\x03\x04', at: 0 },
    words:
      'is a zip archive, perhaps a PyTorch checkpoint (.pt, .pth). Export it to ONNX (torch.onnx.export, “yolo export format=onnx”), or unpack it',
  },
  {
    begins: { bytes: '\x80\x02', at: 0 },
    words: 'is a Python pickle, perhaps an old PyTorch checkpoint. Export it to ONNX',
  },
  {
    begins: { bytes: 'TFL3', at: 4 },
    words: 'is a TensorFlow Lite model. Convert it to ONNX (tf2onnx)',
  },
  {
    begins: { bytes: '\x89HDF', at: 0 },
    words: 'is a Keras or HDF5 file. Convert it to ONNX (tf2onnx)',
  },
  {
    begins: { bytes: 'ORTM', at: 4 },
    words: 'is in onnxruntime’s own format. Use the .onnx file it came from',
  },
  { begins: { bytes: '\x1f\x8b', at: 0 }, words: 'is compressed with gzip. Unpack it first' },
  { begins: /^\s*[{[]/, words: 'is JSON. Choose the .onnx file' },
];

/** Throws DetectError 'model-broken' where the file cannot be an ONNX model. */
export function expectOnnxLike(bytes: Uint8Array): void {
  if (bytes.length === 0) {
    throw new DetectError('model-broken', 'The file is empty. Download or export it again.');
  }
  const start = String.fromCharCode(...bytes.subarray(0, 256));
  const found = foreign.find(({ begins }) =>
    begins instanceof RegExp ? begins.test(start) : start.startsWith(begins.bytes, begins.at),
  );
  if (found) throw new DetectError('model-broken', `The file ${found.words}.`);
}
