// The models that ship: their files are those of their cards, and AP on `test`, recomputed here in Node (another
// decoder of pictures than the browser's, one thread of wasm), is what the card says.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseCard } from '$src/detect/card';
import { runOverPictures } from '$src/detect/evaluation';
import { openDetector } from '$src/detect/open';
import type { AdapterName } from '$src/detect/types';
import { evaluateCoco, parseCoco, statNames } from '$src/metrics';
import { decodeWebp } from '$test/support/suites';

const models: readonly { readonly id: string; readonly adapter: AdapterName }[] = [
  { id: 'yolo-tiny', adapter: 'yolo-tiny' },
  { id: 'ssd-lite', adapter: 'ssd-onnx' },
];
const conditions = [
  'test',
  'small',
  'dense',
  'dark',
  'dark-clipped',
  'motion-blur',
  'noisy',
  'occluded',
  'field',
];

const fileAt = (path: string) => fileURLToPath(new URL(`../../public/${path}`, import.meta.url));
const read = (path: string) => new Uint8Array(readFileSync(fileAt(path)));

describe.each(models)('$id', ({ id, adapter }) => {
  const card = parseCard(readFileSync(fileAt(`models/${id}/card.json`), 'utf8'), id);

  test('its files are those of the card, and the figures are of its ONNX file', () => {
    for (const file of card.files) {
      const bytes = read(`models/${id}/${file.path}`);
      expect(bytes.length, file.path).toBe(file.bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(sha256, file.path).toBe(file.sha256);
      if (file.role !== 'onnx') continue;
      expect({ bytes: card.bytes, sha256: card.sha256 }).toEqual({ bytes: file.bytes, sha256 });
      expect(card.evaluation?.sha256, 'run npm run evaluate -- --write-card').toBe(sha256);
    }
  });

  test('the card reports every condition, calibration and real photographs', () => {
    expect(Object.keys(card.metrics ?? {})).toEqual(expect.arrayContaining(conditions));
    expect(card.calibration?.suite).toBe('test');
    expect(card.realPhotos?.images).toBeGreaterThan(0);
  });

  test('AP on test is that of the card within 0.002', { timeout: 600_000 }, async () => {
    const dataset = parseCoco(readFileSync(fileAt('samples/test/annotations.json'), 'utf8'));
    const detector = await openDetector(
      { adapter, modelId: id, runtime: { runtime: 'ort', backend: 'wasm', threads: 1 } },
      (file) => Promise.resolve(read(`models/${id}/${file}`)),
    );
    const pictures = dataset.images.map((image) => ({
      imageId: image.id,
      load: () => decodeWebp(read(`samples/test/${image.file_name}`)),
    }));
    const { results } = await runOverPictures(detector, pictures, dataset.categories);
    await detector.dispose();
    const { stats } = evaluateCoco(dataset, results, { iouType: 'bbox' });
    for (const name of ['AP', 'AP50', 'AP75'] as const) {
      const got = stats[statNames.indexOf(name)] ?? Number.NaN;
      const said = card.metrics?.['test']?.[name] ?? Number.NaN;
      expect(Math.abs(got - said), `${name}: ${got} here, ${said} on the card`).toBeLessThan(0.002);
    }
  });
});
