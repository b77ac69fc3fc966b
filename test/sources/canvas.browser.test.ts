import { describe, expect, it } from 'vitest';
import { readbackNotice } from '$src/sources/canvas';

describe('readbackNotice', () => {
  it('is silent where the canvas is honest, as here', () => {
    expect(readbackNotice()).toBeUndefined();
  });
  it('quotes a small error and refuses noise', () => {
    expect(readbackNotice(1)).toMatch(/by up to 1 of 255 levels/);
    expect(() => readbackNotice(200)).toThrow(/random pixels/);
  });
});
