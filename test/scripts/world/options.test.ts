import { describe, expect, test } from 'vitest';
import { OptionError, readOptions } from '$scripts/world/options';

const names = ['train', 'test', 'crops'];
const problem = (line: string): string => {
  try {
    readOptions(line.split(' ').filter(Boolean), names);
  } catch (error) {
    if (error instanceof OptionError) return error.message;
    throw error;
  }
  return '';
};

test('the command of the README is understood', () => {
  const line = '--suite train --count 8000 --size 320 --seed 1 --out /data --export coco,yolo';
  expect(readOptions(line.split(' '), names)).toEqual({
    kind: 'generate',
    name: 'train',
    out: '/data',
    count: 8000,
    size: 320,
    seed: 1,
    samples: undefined,
    format: 'webp',
    quality: undefined,
    exports: ['coco', 'yolo'],
    workers: 2,
  });
  expect(readOptions(['--suite', 'all-shipped'], names)).toMatchObject({ name: 'all-shipped' });
  expect(readOptions(['--data-card', 'samples'], names)).toEqual({
    kind: 'data-card',
    folder: 'samples',
  });
  expect(readOptions([], names)).toEqual({ kind: 'help' });
});

describe('a mistake is one line with the value and what is allowed', () => {
  test.each([
    ['--suite trian --out d', '"trian"', 'train, test, crops, all-shipped'],
    ['--suite train', '--out', 'train'],
    ['--suite train --out d --count 0', '"0"', '1 to 1000000'],
    ['--suite train --out d --count 1e3', '"1e3"', 'whole number'],
    ['--suite train --out d --size 4096', '"4096"', '16 to 2048'],
    ['--suite train --out d --seed -1', '--seed', '-1'],
    ['--suite train --out d --seed 4294967296', '"4294967296"', '0 to 4294967295'],
    ['--suite train --out d --workers 99', '"99"', '1 to 16'],
    ['--suite train --out d --format gif', '"gif"', 'webp, jpeg, png'],
    ['--suite train --out d --format png --quality 80', '--quality', 'png'],
    ['--suite train --out d --export coco,pascal', '"pascal"', 'coco, yolo, voc'],
    ['--suite train --data-card d', '--suite', '--data-card'],
    ['--out d', 'exactly one', 'none'],
    ['--suite all-shipped --count 3', '--count', 'all-shipped'],
    ['--suite train --out d --colour', '--colour', ''],
    ['--suite train --out d extra', 'extra', ''],
  ])('%s', (line, value, allowed) => {
    const message = problem(line);
    expect(message).toContain(value);
    expect(message).toContain(allowed);
    expect(message.split('\n')).toHaveLength(1);
  });
});
