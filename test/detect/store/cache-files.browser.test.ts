// Model files in Chromium's own Cache Storage.
import { describe, expect, test } from 'vitest';
import { CacheFiles, openModelFiles } from '$src/detect/store/cache-files';
import { bytesFrom } from './bytes';
import { describeFiles } from './files-contract';

const base = new URL('/lab/', location.href).href;
const clear = async (): Promise<void> => {
  await caches.delete('third-party-models');
};

describe('in Cache Storage', () => {
  describeFiles(() => Promise.resolve(new CacheFiles(base)), clear);

  test('a gap in a part ends it', async () => {
    await clear();
    const files = new CacheFiles(base);
    await files.appendPart('m', 'a', 0, bytesFrom(1));
    await files.appendPart('m', 'a', 5, bytesFrom(2));
    expect(await files.readPart('m', 'a')).toEqual(bytesFrom(1));
  });

  test('a full disk is told in words', async () => {
    const files = new CacheFiles(base);
    const put = Cache.prototype.put;
    Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    try {
      await expect(files.write('m', 'big.bin', bytesFrom(1, 2))).rejects.toMatchObject({
        reason: 'out-of-memory',
        message: expect.stringMatching(/no room left to keep big\.bin \(2 bytes\)/),
      });
    } finally {
      Cache.prototype.put = put;
    }
  });

  test('blocked storage leaves memory', async () => {
    const open = CacheStorage.prototype.open;
    CacheStorage.prototype.open = () => Promise.reject(new DOMException('no', 'SecurityError'));
    try {
      expect((await openModelFiles(base)).isLasting).toBe(false);
    } finally {
      CacheStorage.prototype.open = open;
    }
    expect((await openModelFiles(base)).isLasting).toBe(true);
  });
});
