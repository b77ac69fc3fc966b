import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { catalogue, catalogueEntry, isRuntimeHere, requestFor } from '$src/detect/catalogue';
import { thirdPartyModels } from '$src/detect/store/third-party';
import { adapters } from '$src/detect/types';

test('every adapter is offered, every key once, every model is shipped or can be loaded', () => {
  const offered = new Set<string>(catalogue.map(({ adapter }) => adapter));
  expect(adapters.filter((name) => name !== 'custom-onnx' && !offered.has(name))).toEqual([]);
  expect(new Set(catalogue.map(({ key }) => key)).size).toBe(catalogue.length);
  const others = new Set(thirdPartyModels.map(({ id }) => id));
  for (const { modelId, isThirdParty } of catalogue) {
    const card = new URL(`../../public/models/${modelId}/card.json`, import.meta.url);
    expect(isThirdParty ? others.has(modelId) : existsSync(fileURLToPath(card)), modelId).toBe(
      true,
    );
  }
});

test('a request is of an entry and a runtime that it runs on', () => {
  const entry = catalogueEntry('ssd-lite', 'ssd-graph');
  if (!entry) throw new Error('no entry');
  expect(requestFor(entry)).toEqual({
    adapter: 'ssd-graph',
    modelId: 'ssd-lite',
    runtime: { runtime: 'tfjs', backend: 'webgl' },
  });
  expect(() => requestFor(entry, { runtime: 'ort', backend: 'wasm' })).toThrow(/webgl.*ort wasm/);
  expect(catalogueEntry('ssd-lite')?.adapter).toBe('ssd-onnx');
  expect(catalogueEntry('yolo-nine')).toBeUndefined();
});

test('Node has no GPU', async () => {
  expect(await isRuntimeHere({ runtime: 'ort', backend: 'webgpu' })).toBe(false);
  expect(await isRuntimeHere({ runtime: 'tfjs', backend: 'webgl' })).toBe(false);
  expect(await isRuntimeHere({ runtime: 'ort', backend: 'wasm' })).toBe(true);
});
