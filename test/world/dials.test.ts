import { expect, test } from 'vitest';
import { defaults, problems } from '$src/core/params';
import { dials } from '$src/world/dials';
import { backdropFamilies, surroundingFamilies, tableFamilies } from '$src/world/families';

test('the defaults are values that the dials allow', () => {
  expect(problems(dials, defaults(dials))).toEqual([]);
});

test('every family of both domains can be chosen, and any', () => {
  const values = (options: readonly { readonly value: string }[]) =>
    options.map(({ value }) => value);
  for (const [spec, families] of [
    [dials.table, tableFamilies],
    [dials.backdrop, backdropFamilies],
    [dials.surroundings, surroundingFamilies],
  ] as const) {
    expect(values(spec.options)).toEqual(['any', ...families.studio, ...families.field]);
  }
});

test('every dial explains itself in a sentence', () => {
  for (const { label, help } of Object.values(dials)) {
    expect(label).toMatch(/^[A-Z]/);
    expect(help).toMatch(/^[A-Z0-9].{20,}\.$/);
  }
});
