// The versions written down are those of the installed packages.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runtimeVersions } from '$src/detect/versions';

test.each([
  ['onnxruntime-web', runtimeVersions.ort],
  ['@tensorflow/tfjs-core', runtimeVersions.tfjs],
])('%s', (name, version) => {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  const installed = JSON.parse(readFileSync(fileURLToPath(file), 'utf8')) as { version: string };
  expect(version).toBe(installed.version);
});
