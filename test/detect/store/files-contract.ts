/** What every place for model files must do. */
import { expect, test } from 'vitest';
import type { ModelFiles } from '$src/detect/store/model-files';
import { bytesFrom } from './bytes';

/** `open` gives the same place each time; `clear` empties it. */
export function describeFiles(open: () => Promise<ModelFiles>, clear: () => Promise<void>): void {
  test('keeps whole files by model and path, and forgets a model with its parts', async () => {
    await clear();
    const files = await open();
    expect(await files.read('m', 'a.bin')).toBeUndefined();
    expect(await files.sizeOf('m', 'a.bin')).toBeUndefined();
    await files.write('m', 'a.bin', bytesFrom(1, 2, 3));
    await files.write('m2', 'a.bin', bytesFrom(9));
    await files.appendPart('m', 'b.bin', 0, bytesFrom(4));
    const again = await open();
    expect(await again.read('m', 'a.bin')).toEqual(bytesFrom(1, 2, 3));
    expect(await again.sizeOf('m', 'a.bin')).toBe(3);
    await again.remove('m');
    expect(await files.read('m', 'a.bin')).toBeUndefined();
    expect(await files.readPart('m', 'b.bin')).toHaveLength(0);
    expect(await files.read('m2', 'a.bin')).toEqual(bytesFrom(9));
  });

  test('a part grows, is cut back, survives, and goes when the file is whole', async () => {
    await clear();
    const files = await open();
    expect(await files.readPart('m', 'a.bin')).toHaveLength(0);
    await files.appendPart('m', 'a.bin', 0, bytesFrom(1, 2));
    await files.appendPart('m', 'a.bin', 2, bytesFrom(3));
    expect(await (await open()).readPart('m', 'a.bin')).toEqual(bytesFrom(1, 2, 3));
    await files.appendPart('m', 'a.bin', 2, bytesFrom(7, 8));
    expect(await files.readPart('m', 'a.bin')).toEqual(bytesFrom(1, 2, 7, 8));
    await files.appendPart('m', 'a.bin', 0, bytesFrom(5));
    expect(await files.readPart('m', 'a.bin')).toEqual(bytesFrom(5));
    expect(await files.read('m', 'a.bin')).toBeUndefined();
    await files.write('m', 'a.bin', bytesFrom(5, 6));
    expect(await files.readPart('m', 'a.bin')).toHaveLength(0);
    expect(await files.read('m', 'a.bin')).toEqual(bytesFrom(5, 6));
    await files.appendPart('m', 'c.bin', 0, bytesFrom(1));
    await files.dropPart('m', 'c.bin');
    expect(await files.readPart('m', 'c.bin')).toHaveLength(0);
  });
}
