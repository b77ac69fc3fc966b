import { expect, test } from 'vitest';
import { structuringElement, type ElementShape } from '$src/ops/structuring-element/reference';
import { rowsOf } from './random-images';

function rowsAsText(shape: ElementShape, width: number, height: number): string[] {
  return rowsOf(structuringElement(shape, width, height)).map((row) =>
    row.map((v) => (v === 255 ? '#' : v === 0 ? '.' : '?')).join(''),
  );
}

// The expected shapes are those of OpenCV 4.6 getStructuringElement.
test('a rectangle is full', () => {
  expect(rowsAsText('rect', 3, 2)).toEqual(['###', '###']);
});

test('a cross is the row and column through floor(size/2)', () => {
  expect(rowsAsText('cross', 5, 3)).toEqual(['..#..', '#####', '..#..']);
  expect(rowsAsText('cross', 4, 2)).toEqual(['..#.', '####']);
});

test('a 5 × 5 ellipse is a square with two thin sides', () => {
  expect(rowsAsText('ellipse', 5, 5)).toEqual(['..#..', '#####', '#####', '#####', '..#..']);
});

test('a 3 × 3 ellipse is the cross', () => {
  expect(rowsAsText('ellipse', 3, 3)).toEqual(rowsAsText('cross', 3, 3));
});

test('an even ellipse is lopsided: its centre lies right of and below the middle', () => {
  // r = 3, c = 2; chords at dy = -3..2: 0, 2·√(5/9) → 1, 2·√(8/9) → 2, 2, 2, 1.
  expect(rowsAsText('ellipse', 4, 6)).toEqual(['..#.', '.###', '####', '####', '####', '.###']);
});

test('a flat ellipse is its centre column', () => {
  expect(rowsAsText('ellipse', 5, 1)).toEqual(['..#..']);
  expect(rowsAsText('ellipse', 1, 1)).toEqual(['#']);
});

test('refuses an empty element', () => {
  expect(() => structuringElement('rect', 0, 3)).toThrow(/0 × 3/);
});
