import { expect, test } from 'vitest';
import { dataCard, occlusionBand, sizeBand } from '$scripts/world/data-card';
import { parseCoco } from '$src/metrics/coco-format';

test('the bands are COCO’s: 32 squared is medium, 96 squared is large', () => {
  expect([1, 1023, 1024, 9215, 9216].map(sizeBand)).toEqual([
    'small',
    'small',
    'medium',
    'medium',
    'large',
  ]);
  expect([0, 0.1, 0.25, 0.26, 0.5, 0.9].map(occlusionBand)).toEqual([
    'none',
    'to 25 %',
    'to 25 %',
    '25 to 50 %',
    '25 to 50 %',
    'over 50 %',
  ]);
});

test('counts come from the annotations', () => {
  const annotation = (id: number, category: number, side: number, occlusion: number) => ({
    id,
    image_id: 1,
    category_id: category,
    bbox: [0, 0, side, side],
    area: side * side,
    iscrowd: 0,
    tabletop: { occlusion },
  });
  const dataset = parseCoco(
    JSON.stringify({
      info: { description: 'A test.', seed: 7, command: 'npm run world -- --suite test' },
      images: [
        { id: 1, file_name: 'a.webp', width: 200, height: 100 },
        { id: 2, file_name: 'b.webp', width: 200, height: 100 },
      ],
      annotations: [annotation(1, 53, 10, 0), annotation(2, 53, 40, 0.3), annotation(3, 47, 98, 0)],
      categories: [
        { id: 47, name: 'cup' },
        { id: 53, name: 'apple' },
      ],
    }),
  );
  const card = dataCard(
    [{ name: 'test', dataset, pictureBytes: 1_500_000, annotationBytes: 20_000 }],
    [],
    6_000_000,
  );
  expect(card).toContain('| test | 2 | 200 × 100 | 3 | 1.5 | 1 | 7 | 1.50 MB | 0.02 MB |');
  expect(card).toContain('| suite | cup | apple |');
  expect(card).toContain('| test | 1 | 2 |');
  expect(card).toContain('| test | 1 | 1 | 1 |'); // small, medium, large
  expect(card).toContain('| test | 2 | 0 | 1 | 0 |'); // none, to 25, 25 to 50, over 50
  expect(card).toContain('In all 7.52 MB');
  expect(card).toContain('npm run world -- --suite test');
});
