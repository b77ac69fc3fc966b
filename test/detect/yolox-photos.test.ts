// YOLOX-Nano's real file on real photographs, through the code of `npm run evaluate`: a wrong colour order, scale,
// letterbox or decoding costs most of the AP. Neither is part of this repository.
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { cocoProtocol } from '$src/detect/evaluation';
import { evaluateCoco } from '$src/metrics';
import { withDetector } from '$scripts/evaluate/in-browser';
import { openFolder } from '$scripts/evaluate/sets';

const assets =
  process.env['CV_LAB_ASSETS'] ?? resolve(import.meta.dirname, '../../../shared/assets');
const weights = join(assets, 'models/yolox_nano.onnx');
const photos = join(assets, 'photos/coco-train2017-subset');
const isThere = existsSync(weights) && existsSync(photos);

test.skipIf(!isThere)(
  'AP50 of YOLOX-Nano on photographs (needs CV_LAB_ASSETS)',
  { timeout: 180_000 },
  async () => {
    const set = openFolder('photos', photos, join(photos, 'instances.json'));
    const run = await withDetector(
      {
        adapter: 'yolox',
        modelId: 'yolox-nano',
        runtime: { runtime: 'ort', backend: 'wasm', threads: 1 },
      },
      { folder: dirname(weights), weights },
      () => undefined,
      ({ run: runOver }) => runOver(set, cocoProtocol),
    );
    const [, ap50 = 0] = evaluateCoco(set.dataset, run.results, { iouType: 'bbox' }).stats;
    // 0.47 is known for 50 photographs of COCO val; these 13 give 0.483. Tried: RGB for BGR gives 0.415, a picture in
    // the middle instead of top left 0.428. The room is for another browser's JPEG decoder.
    expect(ap50).toBeGreaterThan(0.45);
    expect(ap50).toBeLessThan(0.52);
  },
);
