// The catalogue against what depends on it: the policy, .gitignore, and the real file where it is at hand.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentSecurityPolicy, handedOnTo } from '$scripts/headers.mjs';
import { pageAddresses, pageOriginsOf, thirdPartyModels } from '$src/detect/store/third-party';
import { hashOf } from './fixtures';

test('the policy allows this site, the addresses of the catalogue, and nothing else', () => {
  const directive = contentSecurityPolicy
    .split('; ')
    .find((part) => part.startsWith('connect-src'));
  const allowed = directive?.split(' ').slice(1);
  expect(allowed).toEqual(["'self'", ...pageAddresses(), ...handedOnTo]);
  // Without a trailing slash a path in a policy is one file.
  expect(pageAddresses().filter((url) => !url.startsWith('https://') || url.endsWith('/'))).toEqual(
    [],
  );
});

test('where an origin hands on, the policy names that host by a path that only redirects match', () => {
  const hosts = thirdPartyModels.flatMap((model) =>
    pageOriginsOf(model).flatMap(({ handsOnTo }) => handsOnTo ?? []),
  );
  expect(handedOnTo).toEqual(hosts.map((host) => `${host}/only-as-a-redirect`));
});

test.each(thirdPartyModels)('$id is complete, and git leaves its weights out', (model) => {
  expect(pageOriginsOf(model).length).toBeGreaterThan(0);
  for (const { base, host } of model.origins) {
    expect(base.endsWith('/')).toBe(true);
    expect(new URL(base).host).toBe(host);
  }
  for (const { path, bytes, sha256 } of model.files) {
    expect(path).toMatch(/^[\w.-]+$/);
    expect(bytes).toBeGreaterThan(0);
    expect(sha256.length).toBeGreaterThan(0);
    for (const hash of sha256) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  }
  expect(readFileSync('.gitignore', 'utf8')).toContain(`public/models/${model.id}/\n`);
});

const assets = process.env['CV_LAB_ASSETS'] ?? '../shared/assets';
const real = join(assets, 'models/yolox_nano.onnx');
test.skipIf(!existsSync(real))(
  `the real YOLOX-Nano is one that is known (skipped where ${real} is absent)`,
  () => {
    const bytes = readFileSync(real);
    const [file] = thirdPartyModels.find(({ id }) => id === 'yolox-nano')?.files ?? [];
    expect(bytes.length).toBe(file?.bytes);
    expect(file?.sha256).toContain(hashOf(bytes));
  },
);
