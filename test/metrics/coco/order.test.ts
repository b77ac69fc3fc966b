// Stable orders against Array.prototype.sort, which is stable by the language's definition.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { descendingOrder, orderBy, startsOf } from '$src/metrics/coco/order';

const indices = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);

test('-0 and 0 are equal, negative numbers come last, extremes are in order', () => {
  const values = [0, -0, -1, Number.MIN_VALUE, 1e308, -1e308, 0, 0.1];
  const order = descendingOrder(Float64Array.from(values), indices(values.length));
  expect([...order]).toEqual([4, 7, 3, 0, 1, 6, 2, 5]);
});

test('any list comes out as by a stable sort, from whatever order', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, -0, 0.5),
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), (values) => {
      const given = indices(values.length).reverse();
      const wanted = [...given].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
      expect([...descendingOrder(Float64Array.from(values), given)]).toEqual(wanted);
    }),
  );
});

test('buckets keep the order given; their beginnings are counted', () => {
  const keys = Uint32Array.of(2, 0, 2, 1, 0);
  const order = orderBy(Uint32Array.of(4, 3, 2, 1, 0), keys, 4);
  expect([...order]).toEqual([4, 1, 3, 2, 0]);
  expect([...startsOf(keys, order, 4)]).toEqual([0, 2, 3, 5, 5]);
});
