import { expect, test } from 'vitest';
import { altWords, countWords, fileStem } from '$src/shell/live/words';
import { isSoftware } from '$src/shell/live/virtual';
import { forthAndBack } from '$src/shell/live/clip-source';

test('counts in words, most first, hidden ones left out', () => {
  const counts = [
    { name: 'cup', count: 1, isShown: true },
    { name: 'book', count: 2, isShown: true },
    { name: 'apple', count: 5, isShown: false },
    { name: 'clock', count: 0, isShown: true },
  ];
  expect(countWords(counts)).toBe('3 objects: 2 × book, 1 × cup');
  expect(countWords(counts.slice(0, 1))).toBe('1 object: 1 × cup');
  expect(countWords([])).toBe('nothing found');
  expect(altWords('camera', [])).toBe('Picture of your camera: nothing found');
});

test('a file’s name is the local time, with digits that sort', () => {
  expect(fileStem(new Date(2025, 2, 4, 9, 5, 7))).toBe('cv-lab-live-2025-03-04-090507');
});

test('software renderers are known by their names', () => {
  const swift = 'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)';
  expect(isSoftware(swift)).toBe(true);
  expect(isSoftware('llvmpipe (LLVM 15.0.7, 256 bits)')).toBe(true);
  expect(isSoftware('ANGLE (NVIDIA, NVIDIA GeForce RTX 4070 Direct3D11)')).toBe(false);
});

test('a clip runs forth and back without showing its ends twice', () => {
  expect(forthAndBack(4)).toEqual([0, 1, 2, 3, 2, 1]);
  expect(forthAndBack(1)).toEqual([0]);
});
