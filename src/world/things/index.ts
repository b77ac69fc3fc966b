/** All things by name. Each is one file of this folder; the glob finds it. */
import type { ThingName } from '../classes';
import type { Thing, ThingForm } from './thing';

const modules = import.meta.glob<{ default: Thing }>(['./*.ts', '!./index.ts', '!./thing.ts'], {
  eager: true,
});

const things = new Map<ThingName, Thing<ThingForm>>(
  Object.values(modules).map(({ default: thing }) => [thing.name, thing]),
);

/** Throws RangeError for a name without a file. */
export function thingOf(name: ThingName): Thing {
  const thing = things.get(name);
  if (!thing) throw new RangeError(`There is no thing called “${name}” in src/world/things.`);
  return thing;
}

export function hasThing(name: ThingName): boolean {
  return things.has(name);
}
