import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { joined, sha256Hex, sha256OfHashes } from '$src/detect/bytes';

test('pieces stand one after another, in an array of their own', () => {
  const piece = Uint8Array.of(1, 2);
  const whole = joined([piece, new Uint8Array(), Uint8Array.of(3)]);
  piece[0] = 9;
  expect(whole).toEqual(Uint8Array.of(1, 2, 3));
  expect(joined([])).toEqual(new Uint8Array());
});

test('hashes are SHA-256', async () => {
  // FIPS 180-4, the example "abc".
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(await sha256Hex(new TextEncoder().encode('abc'))).toBe(abc);
  const both = createHash('sha256')
    .update(Buffer.from(abc + abc, 'hex'))
    .digest('hex');
  expect(await sha256OfHashes([abc, abc])).toBe(both);
});
