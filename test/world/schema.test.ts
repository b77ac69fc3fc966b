import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaults } from '$src/core/params';
import { composeScene } from '$src/world/compose/scene';
import { dials } from '$src/world/dials';
import { longestText, parseScene, SceneError, sceneText } from '$src/world/schema';

const scene = composeScene({ ...defaults(dials), count: 5, distractors: 0 }, 1);
const [first] = scene.objects;
if (!first) throw new Error('The scene has objects.');

/** The scene's JSON with the value at `path` replaced; undefined takes the key away. */
function with_(path: readonly (string | number)[], value: unknown): string {
  const copy = JSON.parse(sceneText(scene)) as Record<string | number, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1) ?? ''] = value;
  return JSON.stringify(copy);
}

function problem(text: string): SceneError {
  try {
    parseScene(text);
  } catch (error) {
    if (error instanceof SceneError) return error;
    throw error;
  }
  throw new Error('The scene was accepted.');
}

test('a scene comes back equal', () => {
  expect(parseScene(sceneText(scene))).toEqual(scene);
  expect(parseScene(JSON.stringify(scene, null, 2))).toEqual(scene);
});

describe('what is wrong is told with path, value and what was expected', () => {
  test.each([
    [
      ['objects', 3, 'positionM'],
      'here',
      'objects[3].positionM: expected three numbers from -5 to 5; got "here".',
    ],
    [
      ['objects', 3, 'positionM', 1],
      1e9,
      'objects[3].positionM[1]: expected a number from -5 to 5; got 1000000000.',
    ],
    [
      ['objects', 3, 'positionM', 1],
      null,
      'objects[3].positionM[1]: expected a number from -5 to 5; got null.',
    ],
    [
      ['objects', 0, 'positionM'],
      [0, 0],
      'objects[0].positionM[2]: expected a number from -5 to 5; got nothing.',
    ],
    [['objects', 0, 'id'], 0, 'objects[0].id: expected a whole number from 1 to 200; got 0.'],
    [['objects', 0, 'id'], 1.5, 'objects[0].id: expected a whole number from 1 to 200; got 1.5.'],
    [
      ['objects', 0, 'seed'],
      -1,
      'objects[0].seed: expected a whole number from 0 to 4294967295; got -1.',
    ],
    [['objects', 0, 'scale'], 0, 'objects[0].scale: expected a number from 0.05 to 10; got 0.'],
    [
      ['camera', 'focalLengthMm'],
      undefined,
      'camera.focalLengthMm: expected a value; got nothing.',
    ],
    [['camera'], 7, 'camera: expected a camera; got 7.'],
    [
      ['sensor', 'jpegQuality'],
      0,
      'sensor.jpegQuality: expected a whole number from 1 to 100; got 0.',
    ],
    [['version'], 2, 'version: expected version 1 of the format; got 2.'],
    [['domain'], 'moon', 'domain: expected one of studio, field; got "moon".'],
    [
      ['light', 'colour'],
      'red',
      'light.colour: expected no such key; got a key that is not in the format.',
    ],
    [['objects'], {}, 'objects: expected a list of objects; got {}.'],
    [
      ['table', 'family'],
      'grass',
      'table.family: expected one of oak, walnut, birch, laminate, marble, linen; got "grass".',
    ],
  ] as const)('%j = %j', (path, value, message) => {
    expect(problem(with_(path, value)).message).toBe(message);
  });

  test('an unknown kind lists the known ones', () => {
    const { message, path } = problem(with_(['objects', 1, 'kind'], 'dragon'));
    expect(path).toBe('objects[1].kind');
    expect(message).toMatch(
      /^objects\[1\]\.kind: expected one of sports ball, bottle, .* got "dragon"\.$/,
    );
  });

  test('ids that come twice', () => {
    const twice = with_(['objects'], [first, { ...first, seed: 1 }]);
    expect(problem(twice).message).toBe(
      `objects[1].id: expected an id that no other object has; got ${first.id} again.`,
    );
  });

  test('too many objects are counted before any is read', () => {
    const many = with_(
      ['objects'],
      Array.from({ length: 201 }, () => 'no object'),
    );
    expect(problem(many).message).toMatch(/^objects: expected at most 200 objects/);
  });

  test.each(['', '{', 'null', '[]', '"scene"', '3'])('%j is no scene', (text) => {
    expect(problem(text).message).toMatch(/^The scene: expected /);
  });
});

describe('hostile texts', () => {
  test('too long a text is not parsed', () => {
    expect(problem(' '.repeat(longestText + 1)).message).toBe(
      'The scene: expected at most 1000000 characters; got 1000001 characters.',
    );
  });

  test('deep nesting, numbers beyond range and long values are told in a short line', () => {
    for (const text of [
      '['.repeat(500_000),
      with_(['timeS'], 0).replace('"timeS":0', '"timeS":1e999'),
      with_(['table', 'family'], 'x'.repeat(500_000)),
      with_(['x'.repeat(100_000)], 1),
      with_(
        ['objects', 0, 'positionM'],
        Array.from({ length: 100_000 }, () => 1),
      ),
    ]) {
      const { message } = problem(text);
      expect(message.length).toBeLessThan(400);
    }
  });

  test('keys of prototypes change nothing', () => {
    const text = sceneText(scene).replace('{', '{"__proto__":{"timeS":5},');
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    const outcome = accepted(text);
    expect(outcome === undefined || outcome.timeS === 0).toBe(true);
    expect('timeS' in {}).toBe(false);
  });

  test('any JSON, and any scene with any value anywhere, is read or refused with a SceneError', () => {
    const paths = fc.constantFrom(
      ...['version', 'seed', 'domain', 'objects', 'table', 'camera', 'light', 'sensor', 'timeS'],
    );
    fc.assert(
      fc.property(fc.json(), (text) => void accepted(text)),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(paths, fc.jsonValue(), (path, value) => void accepted(with_([path], value))),
      { numRuns: 200 },
    );
  });

  function accepted(text: string): ReturnType<typeof parseScene> | undefined {
    try {
      return parseScene(text);
    } catch (error) {
      if (error instanceof SceneError) return undefined;
      throw error;
    }
  }
});
