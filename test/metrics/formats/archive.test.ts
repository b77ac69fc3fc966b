// ZIP archives: one that Python's zipfile wrote, and hostile ones made by changing bytes of ours.
import { strFromU8, strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { openFiles, zipOf } from '$src/metrics/formats/archive';
import { FormatError } from '$src/metrics/formats/errors';
import { defaultLimits } from '$src/metrics/formats/limits';
import { userSecondsOf } from '$test/metrics/formats/processor-time';

const fromPython = Uint8Array.from(
  atob(
    'UEsDBBQAAAAIAAAAIQDmp41jDwAAADkAAAAMAAAAbGFiZWxzL2EudHh0M1Aw0DOFYiMwg8uAKCEAUEsDBBQAAAAAAAAAIQAKc0TqBAAAAAQAAAALAAAAY2xhc3Nlcy50eHRjYXQKUEsBAhQDFAAAAAgAAAAhAOanjWMPAAAAOQAAAAwAAAAAAAAAAAAAAIABAAAAAGxhYmVscy9hLnR4dFBLAQIUAxQAAAAAAAAAIQAKc0TqBAAAAAQAAAALAAAAAAAAAAAAAACAATkAAABjbGFzc2VzLnR4dFBLBQYAAAAAAgACAHMAAABmAAAAAAA=',
  ),
  (character) => character.charCodeAt(0),
);
const open = (bytes: Uint8Array, name = 'set.zip') => openFiles([{ name, bytes }]);
const zip = (files: Record<string, string>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

/** Where the first entry of the central directory begins. */
function directoryOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = 0; at < bytes.length - 4; at++)
    if (view.getUint32(at, true) === 0x02014b50) return at;
  throw new Error('no directory');
}

/** The archive with another size in its first entry. */
function claiming(bytes: Uint8Array, byteLength: number): Uint8Array {
  const changed = bytes.slice();
  new DataView(changed.buffer).setUint32(directoryOf(changed) + 24, byteLength, true);
  return changed;
}

/** The archive with the lowest bit of one byte turned. */
function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

test('an archive of another program', () => {
  const { files } = open(fromPython);
  expect(files.map(({ name, path, bytes }) => [name, path, strFromU8(bytes)])).toEqual([
    ['labels/a.txt', 'set.zip/labels/a.txt', '0 0.5 0.5 0.25 0.5\n'.repeat(3)],
    ['classes.txt', 'set.zip/classes.txt', 'cat\n'],
  ]);
});

test('names of Windows, folders, litter, and endings that are not read', () => {
  const { files, leftOut } = open(
    zip({
      'labels\\a.txt': '1',
      'labels/': '',
      '__MACOSX/labels/._a.txt': 'x',
      'run.exe': 'x',
      'in.zip': 'x',
    }),
  );
  expect(files.map(({ name }) => name)).toEqual(['labels/a.txt']);
  expect(leftOut).toEqual(['set.zip/run.exe', 'set.zip/in.zip']);
});

test('what is packed is unpacked, and the same files give the same bytes', () => {
  const files = [
    ['a/b.txt', 'x'],
    ['c.png', Uint8Array.of(1, 2)],
  ] as const;
  const packed = zipOf(files);
  expect(open(packed).files.map(({ name, bytes }) => [name, [...bytes]])).toEqual([
    ['a/b.txt', [120]],
    ['c.png', [1, 2]],
  ]);
  expect(zipOf(files)).toEqual(packed);
  expect(open(zipOf([])).files).toEqual([]);
});

describe('what is refused', () => {
  const one = zip({ 'a.txt': 'x'.repeat(100_000) });
  const stored = zipSync({ 'a.txt': [strToU8('0 0.5 0.5'), { level: 0 }] });
  test.each([
    [
      'a name that leads out',
      zip({ '../a.txt': 'x' }),
      'set.zip, entry ../a.txt: expected a name inside the archive',
    ],
    ['one by Windows', zip({ 'a\\..\\..\\b.txt': 'x' }), 'one that leads out (..)'],
    ['a name from the root', zip({ '/etc/passwd.txt': 'x' }), 'got one from the root of a disk'],
    [
      'a name twice',
      zip({ 'a\\b.txt': '1', 'a/b.txt': '2' }),
      'set.zip/a/b.txt: expected each name once',
    ],
    ['a claim of 4 GB', claiming(one, 0xfffffff0), 'set.zip/a.txt: expected a size that'],
    [
      'a claim just beyond what DEFLATE can hold',
      claiming(one, 1_000_000),
      'got a claim of 1000000 bytes',
    ],
    [
      'a cut archive',
      one.slice(0, -10),
      'set.zip: expected a ZIP archive that can be unpacked: its directory at the end is missing',
    ],
    [
      'noise',
      Uint8Array.of(0x50, 0x4b, 3, 4, ...new Uint8Array(500)),
      'its directory at the end is missing',
    ],
    [
      'a claim of less than there is',
      claiming(one, 10),
      'set.zip/a.txt: expected a ZIP archive that can be unpacked: it claims 10 bytes and has more',
    ],
    ['a claim of more', claiming(one, 100_001), 'it claims 100001 bytes and has 100000'],
    [
      'a changed byte',
      changed(stored, 35),
      'set.zip/a.txt: expected a ZIP archive that can be unpacked: its checksum is wrong',
    ],
    ['a password', changed(stored, directoryOf(stored) + 8), 'a.txt is locked by a password'],
    ['another method', changed(stored, directoryOf(stored) + 10), 'it is packed by method 1'],
    [
      'a place outside',
      changed(stored, directoryOf(stored) + 44),
      'its place in the archive holds no file',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => open(bytes)).toThrow(FormatError);
    expect(() => open(bytes)).toThrow(message);
  });

  test('more than the limits, by files and by bytes, before memory is taken', () => {
    const limits = { ...defaultLimits, files: 3, totalBytes: 1000 };
    const files = (count: number, length: number) =>
      Array.from({ length: count }, (_, i) => ({
        name: `${i}.txt`,
        bytes: new Uint8Array(length),
      }));
    expect(() => openFiles(files(4, 1), limits)).toThrow('3.txt: expected at most 3 files in all');
    expect(() => openFiles(files(3, 400), limits)).toThrow(
      '2.txt: expected at most 1000 bytes in all',
    );
    expect(() =>
      openFiles([{ name: 'z.zip', bytes: zip({ 'a.txt': 'x'.repeat(1001) }) }], limits),
    ).toThrow('z.zip/a.txt: expected at most 1000 bytes in all');
  });

  test('a large file that claims a few bytes ends quickly', () => {
    // 40 MB of zeros, packed into 40 KB.
    const bomb = claiming(zipSync({ 'a.txt': new Uint8Array(4e7) }), 100);
    const seconds = userSecondsOf(() => {
      expect(() => open(bomb)).toThrow('it claims 100 bytes and has more');
    });
    // A tenth: one piece of 16 KB, and not the whole.
    expect(seconds).toBeLessThan(2);
  }, 30_000);

  test('an archive that claims 65,535 entries', () => {
    const bytes = zip({ 'a.txt': 'x' });
    const end = bytes.length - 22;
    // The end record says 65,535 of 65,535 entries, where there is one.
    new DataView(bytes.buffer).setUint16(end + 8, 0xffff, true);
    new DataView(bytes.buffer).setUint16(end + 10, 0xffff, true);
    const seconds = userSecondsOf(() => {
      expect(() => open(bytes)).toThrow(FormatError);
    });
    expect(seconds).toBeLessThan(2);
  });

  test('one name for two files', () => {
    const file = { name: 'a.txt', bytes: Uint8Array.of(48) };
    expect(() => openFiles([file, file])).toThrow('a.txt: expected each name once, got it twice');
  });
});
