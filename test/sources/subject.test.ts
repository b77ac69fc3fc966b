import { describe, expect, it } from 'vitest';
import type { Subject } from '$src/evidence/types';
import { imageOf } from '$src/core/image';
import { platformDigest, subjectOf, subjectOfSet } from '$src/sources/subject';

const ours = platformDigest(undefined);

describe('subjectOf', () => {
  const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const image = imageOf('u8', 2, 1, 3, pixels);

  it('is a subject of the evidence', async () => {
    const subject: Subject = await subjectOf(image, 'tabletop');
    // printf 'image u8 2x1x3\n\1\2\3\4\5\6' | sha256sum
    expect(subject).toEqual({
      label: 'tabletop',
      sha256: 'e1d1074e532232049a67cbe94040652e6b7cc11742589935bf36cd7dcc97caa5',
    });
  });

  it('gives the same without a secure context', async () => {
    expect(await subjectOf(image, 'x', ours)).toEqual(await subjectOf(image, 'x'));
  });

  it('changes with size, channels, type and any element', async () => {
    const others = [
      image,
      imageOf('u8', 1, 2, 3, pixels),
      imageOf('u8', 6, 1, 1, pixels),
      imageOf('u8', 2, 3, 1, pixels),
      imageOf('u8', 2, 1, 3, Uint8Array.of(1, 2, 3, 4, 5, 7)),
      imageOf('i16', 2, 1, 3, Int16Array.from(pixels)),
      imageOf('f32', 2, 1, 3, Float32Array.from(pixels)),
    ];
    const hashes = await Promise.all(others.map(async (i) => (await subjectOf(i, '')).sha256));
    expect(new Set(hashes).size).toBe(others.length);
  });

  it('reads only its part of a shared buffer', async () => {
    const padded = Uint8Array.of(9, 9, 1, 2, 3, 4, 5, 6, 9);
    const part = imageOf('u8', 2, 1, 3, padded.subarray(2, 8));
    expect(await subjectOf(part, 'x')).toEqual(await subjectOf(image, 'x'));
  });
});

it('a set is its pictures in their order, by content', async () => {
  const [a, b] = [
    { label: 'first', sha256: 'aa' },
    { label: 'second', sha256: 'bb' },
  ];
  // printf 'set\naa\nbb' | sha256sum
  expect(await subjectOfSet('two', [a, b])).toEqual({
    label: 'two',
    sha256: '162ac7da441c01b637e7deed1e343bb68e94fe5db82548183e4ead557e18ea0e',
  });
  expect((await subjectOfSet('two', [b, a])).sha256).not.toMatch(/^162ac7/);
});
