/** A data set of two small pictures, from hand-made buffers. */
import { cocoOf, type Picture, type SuiteInfo, type TabletopDataset } from '$src/world/export/coco';
import { truthOf } from '$src/world/truth';
import { buffers, object, scene, solo } from '../fixtures';

export const suite: SuiteInfo = {
  name: 'test',
  title: 'Test',
  description: 'Two pictures.',
  domain: 'studio',
  seed: 42,
};

/** An apple behind a can; a covered cup; a banana that leaves the picture. */
function crowded(): Picture {
  const description = scene([
    object(1, 'apple', { positionM: [0.123456, 0, -0.3] }),
    object(2, 'can'),
    object(3, 'banana', { velocityMPerS: [0.2, 0, 0] }),
    object(4, 'cup'),
  ]);
  const drawn = buffers(
    ['......', '.1122.', '.1122.', '....22', '33....'],
    [
      solo(1, 1, 1, '###', '###'),
      solo(2, 2, 1, '.##.', '.##.', '..##'),
      solo(3, -2, 4, '####', '.##.'),
      solo(4, 3, 1, '##'),
    ],
    { luminance: new Float32Array(30).fill(0.123456) },
  );
  return {
    fileName: 'images/000000.webp',
    scene: description,
    truth: truthOf(description, drawn),
    index: 0,
  };
}

/** A pen and nothing else: no annotation. */
function empty(index: number): Picture {
  const description = scene([object(1, 'pen')]);
  return {
    fileName: `images/00000${index}.webp`,
    scene: description,
    truth: truthOf(description, buffers(['1...', '....'], [solo(1, 0, 0, '#')])),
    index,
  };
}

export const pictures: readonly Picture[] = [crowded(), empty(1)];
export const dataset: TabletopDataset = cocoOf(suite, pictures);
