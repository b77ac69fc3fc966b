// Filters and counts over five pictures made by hand.
import { expect, it } from 'vitest';
import { sizeBandOf, type SuiteObject, type SuitePicture } from '$src/sources/suite-file';
import {
  clipsOf,
  countClasses,
  everything,
  queryPictures,
  rateOf,
  readQuery,
  valuesOf,
  writeQuery,
  type SuiteQuery,
} from '$src/sources/suite-query';

const mask = { size: [1, 1] as const, counts: [1] };

function object(className: string, areaPx: number, occlusion = 0): SuiteObject {
  return {
    id: 1,
    annotationId: 1,
    className,
    categoryId: 1,
    boxXywh: [0, 0, 1, 1],
    areaPx,
    band: sizeBandOf(areaPx),
    segmentation: mask,
    occlusion,
  };
}

function picture(
  id: number,
  objects: SuiteObject[],
  more: Partial<SuitePicture> = {},
): SuitePicture {
  return { id, file: `${id}.webp`, width: 1, height: 1, objects, others: [], hidden: [], ...more };
}

const pictures = [
  picture(1, [object('apple', 100), object('cup', 20000, 0.5)], {
    lightLevel: 0.2,
    backdrop: 'wall',
  }),
  picture(2, [object('apple', 5000, 0.4)], { lightLevel: 0.01, backdrop: 'tiles' }),
  picture(3, [], { lightLevel: 0.9, backdrop: 'wall' }),
  picture(4, [object('cup', 900), object('cup', 1024), object('book', 9216, 0.05)]),
];
const ids = (query: Partial<SuiteQuery>) =>
  queryPictures(pictures, { ...everything, ...query }).map(({ id }) => id);

it.each<[string, Partial<SuiteQuery>, number[]]>([
  ['everything', {}, [1, 2, 3, 4]],
  ['a class', { classes: ['apple'] }, [1, 2]],
  ['any of two classes', { classes: ['apple', 'book'] }, [1, 2, 4]],
  ['a size', { band: 'small' }, [1, 4]],
  ['class and size of one object, not of two', { classes: ['cup'], band: 'small' }, [4]],
  ['class and occlusion of one object', { classes: ['apple'], occlusion: 'much' }, [2]],
  ['an occlusion at its lower limit', { occlusion: 'partly' }, [4]],
  ['a backdrop', { backdrop: 'wall' }, [1, 3]],
  ['a light; unknown light does not count', { light: 'dark' }, [2]],
  ['most first; equal ones keep their order', { sort: 'most' }, [4, 1, 2, 3]],
  ['smallest object first, none last', { sort: 'smallest' }, [1, 4, 2, 3]],
  ['most occluded first', { sort: 'occluded' }, [1, 2, 4, 3]],
  ['darkest first, unknown last', { sort: 'darkest' }, [2, 1, 3, 4]],
])('%s', (_, query, expected) => {
  expect(ids(query)).toEqual(expected);
});

it('counts objects by class and size, and pictures once each', () => {
  expect(countClasses(pictures, ['cup', 'clock'])).toEqual([
    { name: 'cup', bands: { small: 1, medium: 1, large: 1 }, total: 3, pictures: 2 },
    { name: 'clock', bands: { small: 0, medium: 0, large: 0 }, total: 0, pictures: 0 },
  ]);
  expect(valuesOf(pictures, 'backdrop')).toEqual(['tiles', 'wall']);
});

it('orders clips and frames, and takes their rate from the moments', () => {
  const frames = [
    picture(1, [], { clip: 1, frame: 1, timeS: 1 / 12 }),
    picture(2, [], { clip: 0, frame: 0, timeS: 0 }),
    picture(3, [], { clip: 1, frame: 0, timeS: 0 }),
    picture(4, []),
  ];
  expect(clipsOf(frames).map((clip) => clip.map(({ id }) => id))).toEqual([[2], [3, 1]]);
  expect(rateOf(clipsOf(frames)[1] ?? [])).toBe(12);
});

it('goes through a link, and leaves out what means nothing', () => {
  const query: SuiteQuery = {
    ...everything,
    classes: ['wine glass', 'book'],
    band: 'large',
    occlusion: 'mostly',
    light: 'dim',
    backdrop: 'shelf',
    sort: 'most',
  };
  const written = new URLSearchParams();
  writeQuery(query, written);
  const names = ['wine glass', 'book', 'apple'];
  expect(readQuery(new URLSearchParams(written.toString()), names)).toEqual(query);
  const hostile = 'class=constructor&band=huge&sort=__proto__&backdrop=%3Cscript%3E';
  expect(readQuery(new URLSearchParams(hostile), names)).toEqual(everything);
});
