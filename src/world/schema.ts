/**
 * Scenes as text. A scene may come from a link, a file or a paste and is hostile until it is read: size
 * and number of objects are limited, every number has its range, families must belong to the domain,
 * ids are unique, and keys that are not in the format are refused rather than ignored, so that a
 * mistyped one is told.
 */
import * as v from 'valibot';
import { classes, distractors, setPieces } from './classes';
import { backdropFamilies, surroundingFamilies, tableFamilies } from './families';
import { domains, type SceneDescription } from './scene';

/** Longest text that is read, in characters. A scene of 30 objects takes about 6,000. */
export const longestText = 1_000_000;
export const mostObjects = 200;

/** What is wrong with a scene: where, what stands there, what was expected. */
export class SceneError extends Error {
  override readonly name = 'SceneError';
  /** As in `objects[3].positionM`; empty for the scene as a whole. */
  readonly path: string;
  readonly expected: string;

  constructor(path: string, found: string, expected: string, options?: ErrorOptions) {
    super(`${path === '' ? 'The scene' : path}: expected ${expected}; got ${found}.`, options);
    this.path = path;
    this.expected = expected;
  }
}

function number(min: number, max: number) {
  const words = `a number from ${min} to ${max}`;
  return v.pipe(v.number(words), v.minValue(min, words), v.maxValue(max, words));
}

function whole(min: number, max: number) {
  const words = `a whole number from ${min} to ${max}`;
  return v.pipe(v.number(words), v.integer(words), v.minValue(min, words), v.maxValue(max, words));
}

function vector(min: number, max: number) {
  const element = number(min, max);
  return v.strictTuple([element, element, element], `three numbers from ${min} to ${max}`);
}

const anySeed = whole(0, 2 ** 32 - 1);
const things = [...classes.map(({ name }) => name), ...distractors, ...setPieces];
const surface = v.strictObject(
  { family: v.string('the name of a family'), seed: anySeed },
  'an object with family and seed',
);

const objectSchema = v.strictObject(
  {
    id: whole(1, mostObjects),
    kind: v.picklist(things, `one of ${things.join(', ')}`),
    seed: anySeed,
    positionM: vector(-5, 5),
    rotationDeg: vector(-3600, 3600),
    scale: number(0.05, 10),
    velocityMPerS: vector(-50, 50),
    spinDegPerS: number(-5000, 5000),
  },
  'an object of the scene',
);

const cameraSchema = v.strictObject(
  {
    targetM: vector(-5, 5),
    distanceM: number(0.05, 20),
    elevationDeg: number(-10, 90),
    azimuthDeg: number(-360, 360),
    rollDeg: number(-180, 180),
    focalLengthMm: number(8, 400),
    apertureMm: number(0, 200),
    focusM: number(0.01, 100),
    velocityMPerS: vector(-50, 50),
    panDegPerS: number(-5000, 5000),
  },
  'a camera',
);

const lightSchema = v.strictObject(
  {
    levelEv: number(-16, 8),
    elevationDeg: number(-10, 90),
    azimuthDeg: number(-360, 360),
    temperatureK: number(1000, 15000),
    contrast: number(0, 1),
    softness: number(0, 1),
  },
  'a light',
);

const sensorSchema = v.strictObject(
  {
    exposureEv: number(-16, 16),
    noisePercent: number(0, 100),
    blackClip: number(0, 0.9),
    whiteBalanceK: number(1000, 15000),
    saturation: number(0, 4),
    toneContrast: number(0.1, 4),
    vignetting: number(0, 1),
    jpegQuality: v.nullable(whole(1, 100)),
    exposureS: number(0, 10),
  },
  'a sensor',
);

const sceneSchema = v.strictObject(
  {
    version: v.literal(1, 'version 1 of the format'),
    seed: anySeed,
    domain: v.picklist(domains, `one of ${domains.join(', ')}`),
    objects: v.pipe(
      v.array(v.unknown(), 'a list of objects'),
      v.maxLength(mostObjects, `at most ${mostObjects} objects`),
      v.array(objectSchema, 'a list of objects'),
    ),
    table: surface,
    backdrop: surface,
    surroundings: surface,
    camera: cameraSchema,
    light: lightSchema,
    sensor: sensorSchema,
    timeS: number(0, 3600),
  },
  'an object in the format of a scene',
);

/** Reads `sceneText`. Throws SceneError for anything that is not a sound scene. */
export function parseScene(text: string): SceneDescription {
  if (text.length > longestText)
    throw new SceneError('', `${text.length} characters`, `at most ${longestText} characters`);
  return readScene(parseJson(text));
}

/** The same for a value that was JSON already. */
export function readScene(value: unknown): SceneDescription {
  if (Array.isArray(value)) throw new SceneError('', show(value), 'an object, not a list');
  const result = v.safeParse(sceneSchema, value, { abortEarly: true });
  if (!result.success) throw errorOf(result.issues[0]);
  const scene = result.output;
  checkIds(scene.objects.map(({ id }) => id));
  checkFamily('table', scene.table.family, tableFamilies[scene.domain]);
  checkFamily('backdrop', scene.backdrop.family, backdropFamilies[scene.domain]);
  checkFamily('surroundings', scene.surroundings.family, surroundingFamilies[scene.domain]);
  return scene;
}

/** The scene as one line of JSON; `parseScene` reads it back to an equal scene. */
export function sceneText(scene: SceneDescription): string {
  return JSON.stringify(scene);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SceneError('', show(text), 'JSON', { cause });
  }
}

function checkIds(ids: readonly number[]): void {
  const seen = new Set<number>();
  ids.forEach((id, i) => {
    if (seen.has(id))
      throw new SceneError(`objects[${i}].id`, `${id} again`, 'an id that no other object has');
    seen.add(id);
  });
}

function checkFamily(path: string, family: string, known: readonly string[]): void {
  if (!known.includes(family))
    throw new SceneError(`${path}.family`, show(family), `one of ${known.join(', ')}`);
}

function errorOf(issue: v.InferIssue<typeof sceneSchema>): SceneError {
  const path = (issue.path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
    .slice(0, 120);
  // Valibot marks a key that is not in the format with the type that nothing has.
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return new SceneError(path, 'a key that is not in the format', 'no such key');
  if (issue.received !== 'undefined') return new SceneError(path, show(issue.input), issue.message);
  // For a key that is not there at all, the message is that of the whole object.
  return new SceneError(
    path,
    'nothing',
    issue.type === 'strict_object' ? 'a value' : issue.message,
  );
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
