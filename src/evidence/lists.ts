/** Lists of records with ids: merging, ordering, searching. Pure; the reactive notebook is built on them. */
import type { Evidence } from './types';

/** In the order of their times; of two with the same time the one put later comes later. */
export function merged<T extends { readonly id: string }>(
  items: readonly T[],
  put: readonly T[] = [],
  remove: readonly string[] = [],
  timeOf: (item: T) => string,
): readonly T[] {
  if (put.length === 0 && remove.length === 0) return items;
  const gone = new Set([...remove, ...put.map(({ id }) => id)]);
  const all = [...items.filter(({ id }) => !gone.has(id)), ...put];
  return all.sort((x, y) => (timeOf(x) < timeOf(y) ? -1 : timeOf(x) > timeOf(y) ? 1 : 0));
}

/** The items whose id is neither known nor seen earlier in the list. */
export function withoutKnown<T extends { readonly id: string }>(
  items: readonly T[],
  known: readonly T[],
): T[] {
  const seen = new Set(known.map(({ id }) => id));
  return items.filter(({ id }) => {
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

/** "3 records", or "2 guesses" where no record was deleted. */
export function removalLabel(records: number, guesses: number): string {
  if (records === 0) return guesses === 1 ? '1 guess' : `${guesses} guesses`;
  return records === 1 ? '1 record' : `${records} records`;
}

/** The text of a record that the notebook's filter looks through, in lower case. */
export function searchable(record: Evidence): string {
  const { label, lab, unit, subject, environment, importedFrom = '' } = record;
  const { device, browser, platform } = environment;
  return [label, lab, unit, subject.label, device, browser, platform, importedFrom]
    .join('\n')
    .toLocaleLowerCase();
}

/** A random UUID (version 4); also on insecure origins, where `randomUUID` is missing. */
export function newRecordId(): string {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte, i) => {
    const fixed = i === 6 ? (byte & 0x0f) | 0x40 : i === 8 ? (byte & 0x3f) | 0x80 : byte;
    return fixed.toString(16).padStart(2, '0');
  });
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Items by key, keys in the order of their first item. */
export function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The time now as records carry it: ISO 8601, UTC. */
export function isoNow(): string {
  return new Date().toISOString();
}
