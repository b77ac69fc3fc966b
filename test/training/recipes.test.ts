// The recipes in training/, as far as they can be tried without hours: the two stages of make.sh with commands that only
// say what they were asked, and the unit tests in Python (training/tests), skipped by name where there is none.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';

const training = fileURLToPath(new URL('../../training', import.meta.url));
// Python would leave its compiled files in the tree.
const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };

/** The first Python that has these modules. */
function pythonWith(modules: string): string | undefined {
  const candidates = [process.env['PYTHON'], 'python3', '/usr/bin/python3'];
  return candidates.find(
    (python) =>
      python !== undefined && spawnSync(python, ['-c', `import ${modules}`], { env }).status === 0,
  );
}

/** Python's own report where a test fails. */
function unittest(python: string, module: string): void {
  const { status, stderr } = spawnSync(python, ['-m', 'unittest', module], {
    cwd: training,
    env,
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
}

/** What make.sh calls, with folders by name. */
function commandsOf(model: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'cv-lab-make-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const heard = join(folder, 'heard');
  for (const name of ['npm', 'python']) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho ${name} "$@" >> "${heard}"\n`);
    chmodSync(join(folder, name), 0o755);
  }
  execFileSync('sh', [join(training, 'make.sh'), model, join(folder, 'out')], {
    env: { ...env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, PYTHON: join(folder, 'python') },
  });
  return readFileSync(heard, 'utf8').replaceAll(join(folder, 'out'), 'DIR').trim().split('\n');
}

describe('make.sh', () => {
  test.each([
    ['yolo_tiny', 24, 20],
    ['ssd_lite', 16, 16],
  ])('%s: two stages, the second from the weights of the first', (model, first, second) => {
    const data = '--train DIR/train --val DIR/val';
    expect(commandsOf(model)).toEqual([
      'npm run world -- --suite train --count 4431 --samples 3 --out DIR/train',
      'npm run world -- --suite val --samples 3 --out DIR/val',
      `python -m ${model}.train ${data} --out DIR/first/${model} --limit 2128 --epochs ${first}`,
      `python -m ${model}.train ${data} --out DIR/${model} --init DIR/first/${model}/average.pt --limit 4431 --rate 1.5e-3 --small 0.6 --epochs ${second} --every 4`,
      `python -m ${model}.export --weights DIR/${model}/average.pt`,
    ]);
  });

  test('another model is refused before anything is drawn', () => {
    const { status, stderr } = spawnSync('sh', [join(training, 'make.sh'), 'yolox'], {
      env,
      encoding: 'utf8',
    });
    expect([status, stderr.trim()]).toEqual([
      2,
      'No model is called yolox: yolo_tiny or ssd_lite.',
    ]);
  });
});

const plain = pythonWith('json');
const torch = pythonWith('torch, torchvision, cv2');

test.skipIf(plain === undefined)('what a run may go on with, and what its card says', () =>
  unittest(plain ?? '', 'tests.test_recipe'),
);

test.skipIf(torch === undefined)(
  'a stopped run goes on, another in its folder is refused',
  () => unittest(torch ?? '', 'tests.test_run'),
  60_000, // loading PyTorch takes seconds on a busy machine
);
