// Opened scenes: what the dials keep and change, and scenes packed into links.
import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isOpened, stateOfScene, withDials } from '$src/shell/world/opened';
import { longestPacked, packScene, unpackScene } from '$src/shell/world/packed';
import { roundScene } from '$src/world/export/compact';
import { SceneError } from '$src/world/schema';
import { seenFrom } from '$src/world/live/orbit';
import { plainScene, thing } from '$test/support/scenes';

const scene = {
  ...plainScene([thing(1, 'apple', [0.1234, 0, 0]), thing(2, 'can', [0.2, 0, 0])], 123_456_789),
};
const opened = stateOfScene(scene);

describe('dials of an opened scene', () => {
  it('stand where its camera stands, to the last digit', () => {
    const odd = { ...scene, camera: { ...scene.camera, elevationDeg: 41.2345, rollDeg: -3.21 } };
    expect(seenFrom(odd, stateOfScene(odd).dials, 100)).toEqual(odd);
  });

  it('change nothing while they stand', () => {
    expect(withDials(scene, opened.dials, opened.dials)).toEqual(scene);
    expect(isOpened(opened, opened.dials, opened.seed)).toBe(true);
  });

  it('change what they name and nothing else', () => {
    const to = { ...opened.dials, lightEv: -3, jpegQuality: 40, noisePercent: 9 };
    const changed = withDials(scene, opened.dials, to);
    expect(changed.light).toEqual({ ...scene.light, levelEv: -3 });
    expect(changed.sensor).toEqual({ ...scene.sensor, jpegQuality: 40, noisePercent: 9 });
    expect(changed.objects).toBe(scene.objects);
    expect(isOpened(opened, to, opened.seed)).toBe(true);
  });

  it('leave it when they deal out other things', () => {
    expect(isOpened(opened, { ...opened.dials, count: 9 }, opened.seed)).toBe(false);
    expect(isOpened(opened, opened.dials, opened.seed + 1)).toBe(false);
  });

  it('have a seed that a link can carry', () => {
    expect(opened.seed).toBeGreaterThanOrEqual(1);
    expect(opened.seed).toBeLessThanOrEqual(999_999);
  });
});

describe('a packed scene', () => {
  it('comes back, and is short', () => {
    const text = packScene(scene) ?? '';
    expect(text).toMatch(/^[\w-]+$/);
    expect(text.length).toBeLessThan(1500);
    expect(unpackScene(text)).toEqual(roundScene(scene));
  });

  it('is refused when it is too large for a link', () => {
    // Numbers that no compression shortens.
    const any = (i: number): number => (Math.sin(12.9898 * i) * 43758.5453) % 1;
    const many = plainScene(
      Array.from({ length: 200 }, (_, i) => ({
        ...thing(
          i + 1,
          'apple',
          [any(i), any(i + 0.1), any(i + 0.2)],
          Math.abs(any(i) * 2 ** 32) >>> 0,
        ),
        rotationDeg: [any(i + 0.3), any(i + 0.4), any(i + 0.5)] as const,
      })),
    );
    expect(packScene(many)).toBeUndefined();
  });

  const packed = (value: unknown): string =>
    Buffer.from(deflateSync(new TextEncoder().encode(JSON.stringify(value)))).toString('base64url');

  it.each([
    ['nothing', ''],
    ['cut short', (packScene(scene) ?? '').slice(0, -20)],
    ['other characters', '<script>'],
    ['too long', 'A'.repeat(longestPacked + 1)],
    ['a bomb', packed('x'.repeat(3_000_000)).slice(0, longestPacked)],
    ['objects that are none', packed({ ...scene, objects: [null] })],
    ['a scene with a wrong number', packed({ ...scene, timeS: -1 })],
  ])('is refused in words: %s', (_, text) => {
    expect(() => unpackScene(text)).toThrow(SceneError);
  });
});
