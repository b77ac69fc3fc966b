/** The text form of kernels. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMatrix, parseCell, parseMatrix, resizeMatrix, withCell } from '$src/ui/matrix';

const limits = { maxRows: 4, maxColumns: 3, min: -10, max: 10 };

describe('parseMatrix', () => {
  it.each([
    [
      '1 2 3\n4 5 6',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      '1,2;3,4',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      '[[1, 0],\n [0, 1]]',
      [
        [1, 0],
        [0, 1],
      ],
    ],
    ['1\t-1', [[1, -1]]],
    ['\u22121 1/4', [[-1, 0.25]]],
    [' 7 ', [[7]]],
  ])('reads %j', (text, expected) => {
    expect(parseMatrix(text, limits)).toEqual({ value: expected });
  });

  it.each([
    ['', 'Nothing to read'],
    ['1 2\n3', 'Row 2 has 1 numbers, row 1 has 2.'],
    ['1 x', 'Row 1: “x” is not a number'],
    ['1/0', 'is not a number'],
    ['1 11', '11 is outside -10 to 10'],
    ['1 2 3 4', 'Row 1 has 4 numbers; at most 3.'],
    ['1\n1\n1\n1\n1', '5 rows; at most 4.'],
  ])('refuses %j and says why', (text, why) => {
    const parsed = parseMatrix(text, limits);
    expect('problem' in parsed && parsed.problem).toContain(why);
  });

  it('reads back what formatMatrix writes', () => {
    const cell = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 100);
    const row = fc.array(cell, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (matrix) => {
        const back = parseMatrix(formatMatrix(matrix), limits);
        expect(back).toEqual({ value: matrix.map((cells) => cells.map((n) => n + 0)) });
      }),
    );
  });
});

describe('editing', () => {
  it('reads a fraction in a cell', () => {
    expect(parseCell('1/9', limits)).toEqual({ value: 1 / 9 });
    expect(parseCell('1/2/3', limits)).toHaveProperty('problem');
    expect(parseCell('', limits)).toHaveProperty('problem');
  });
  it('fills up with zeros and cuts off', () => {
    expect(resizeMatrix([[1, 2]], 2, 3)).toEqual([
      [1, 2, 0],
      [0, 0, 0],
    ]);
    expect(
      resizeMatrix(
        [
          [1, 2],
          [3, 4],
        ],
        1,
        1,
      ),
    ).toEqual([[1]]);
  });
  it('replaces one element and leaves the original alone', () => {
    const before = [
      [1, 2],
      [3, 4],
    ];
    expect(withCell(before, 1, 0, 9)).toEqual([
      [1, 2],
      [9, 4],
    ]);
    expect(before).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});
