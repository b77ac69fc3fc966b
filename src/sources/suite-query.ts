/**
 * Which pictures of a suite are wanted, and in which order: filters, counts, and their text in a link.
 * Pure functions over what the annotations say.
 *
 * Conditions on objects (class, size, occlusion) belong together: a picture is shown when one object
 * meets all of them. Conditions on the picture (backdrop, light ...) are met by the picture itself.
 */
import { sizeBands, type SizeBand, type SuiteObject, type SuitePicture } from './suite-file';

/** Shares of an object that are covered by others. */
export const occlusionBands = {
  none: { label: 'Up to 5 %', from: 0, to: 0.05 },
  partly: { label: '5 to 30 %', from: 0.05, to: 0.3 },
  much: { label: '30 to 60 %', from: 0.3, to: 0.6 },
  mostly: { label: '60 % and more', from: 0.6, to: 1.0001 },
} as const;
export type OcclusionBand = keyof typeof occlusionBands;

/** Mean linear luminance of the picture before exposure, in steps of two stops. */
export const lightBands = {
  dark: { label: 'Dark', from: 0, to: 0.06 },
  dim: { label: 'Dim', from: 0.06, to: 0.2 },
  room: { label: 'Well lit', from: 0.2, to: 0.8 },
  bright: { label: 'Bright', from: 0.8, to: Infinity },
} as const;
export type LightBand = keyof typeof lightBands;

export const sortOrders = {
  id: 'In order',
  most: 'Most objects first',
  fewest: 'Fewest objects first',
  smallest: 'Smallest object first',
  occluded: 'Most occluded first',
  darkest: 'Darkest first',
} as const;
export type SortOrder = keyof typeof sortOrders;

export interface SuiteQuery {
  /** Names; none means any. */
  readonly classes: readonly string[];
  readonly band: SizeBand | undefined;
  readonly occlusion: OcclusionBand | undefined;
  readonly light: LightBand | undefined;
  readonly domain: string | undefined;
  readonly table: string | undefined;
  readonly backdrop: string | undefined;
  readonly sort: SortOrder;
}

export const everything: SuiteQuery = {
  classes: [],
  band: undefined,
  occlusion: undefined,
  light: undefined,
  domain: undefined,
  table: undefined,
  backdrop: undefined,
  sort: 'id',
};

/** The pictures that the query wants, sorted. Equal ones keep the order of the suite. */
export function queryPictures(
  pictures: readonly SuitePicture[],
  query: SuiteQuery,
): readonly SuitePicture[] {
  const found = pictures.filter((picture) => matches(picture, query));
  const key = sortKeys[query.sort];
  return query.sort === 'id' ? found : found.toSorted((a, b) => key(a) - key(b) || a.id - b.id);
}

export function matches(picture: SuitePicture, query: SuiteQuery): boolean {
  const { light, domain, table, backdrop } = query;
  const level = picture.lightLevel;
  return (
    (domain === undefined || picture.domain === domain) &&
    (table === undefined || picture.table === table) &&
    (backdrop === undefined || picture.backdrop === backdrop) &&
    (light === undefined || (level !== undefined && isWithin(level, lightBands[light]))) &&
    (!asksForObjects(query) || picture.objects.some((object) => objectMatches(object, query)))
  );
}

/** True for an object that the query's conditions on objects mean. */
export function objectMatches(object: SuiteObject, query: SuiteQuery): boolean {
  const { classes, band, occlusion } = query;
  return (
    (classes.length === 0 || classes.includes(object.className)) &&
    (band === undefined || object.band === band) &&
    (occlusion === undefined || isWithin(object.occlusion ?? 0, occlusionBands[occlusion]))
  );
}

function asksForObjects({ classes, band, occlusion }: SuiteQuery): boolean {
  return classes.length > 0 || band !== undefined || occlusion !== undefined;
}

function isWithin(value: number, { from, to }: { readonly from: number; readonly to: number }) {
  return value >= from && value < to;
}

const sortKeys: Readonly<Record<SortOrder, (picture: SuitePicture) => number>> = {
  id: ({ id }) => id,
  most: ({ objects }) => -objects.length,
  fewest: ({ objects }) => objects.length,
  smallest: ({ objects }) => Math.min(...objects.map(({ areaPx }) => areaPx)),
  occluded: ({ objects }) => -Math.max(0, ...objects.map(({ occlusion = 0 }) => occlusion)),
  darkest: ({ lightLevel = Infinity }) => lightLevel,
};

/** How many objects of each class there are, by size; every class of `names` has its row. */
export interface ClassCount {
  readonly name: string;
  readonly bands: Readonly<Record<SizeBand, number>>;
  readonly total: number;
  /** Pictures with at least one. */
  readonly pictures: number;
}

export function countClasses(
  pictures: readonly SuitePicture[],
  names: readonly string[],
): readonly ClassCount[] {
  return names.map((name) => {
    const bands = { small: 0, medium: 0, large: 0 };
    let inPictures = 0;
    for (const { objects } of pictures) {
      const own = objects.filter(({ className }) => className === name);
      for (const { band } of own) bands[band]++;
      if (own.length > 0) inPictures++;
    }
    const total = bands.small + bands.medium + bands.large;
    return { name, bands, total, pictures: inPictures };
  });
}

/** What occurs in a field of the pictures, in the order of the alphabet. */
export function valuesOf(
  pictures: readonly SuitePicture[],
  field: 'domain' | 'table' | 'backdrop',
): readonly string[] {
  return [...new Set(pictures.flatMap((picture) => picture[field] ?? []))].sort();
}

/** Clips in their order, each with its frames in theirs; pictures of stills belong to none. */
export function clipsOf(pictures: readonly SuitePicture[]): readonly (readonly SuitePicture[])[] {
  const clips = new Map<number, SuitePicture[]>();
  for (const picture of pictures) {
    if (picture.clip === undefined) continue;
    const frames = clips.get(picture.clip);
    if (frames) frames.push(picture);
    else clips.set(picture.clip, [picture]);
  }
  return [...clips]
    .sort(([a], [b]) => a - b)
    .map(([, frames]) => frames.sort((a, b) => (a.frame ?? 0) - (b.frame ?? 0)));
}

/** Pictures a second, from the moments of the frames; 12 where they do not say. */
export function rateOf(frames: readonly SuitePicture[]): number {
  const [first, last] = [frames[0]?.timeS, frames.at(-1)?.timeS];
  if (first === undefined || last === undefined || last <= first) return 12;
  return Math.round((frames.length - 1) / (last - first));
}

// ---- in a link ----------------------------------------------------------------------------------

/** Writes what differs from `everything` into a link's query. */
export function writeQuery(query: SuiteQuery, to: URLSearchParams): void {
  if (query.classes.length > 0) to.set('class', query.classes.join(','));
  for (const key of ['band', 'occlusion', 'light', 'domain', 'table', 'backdrop'] as const) {
    const value = query[key];
    if (value !== undefined) to.set(key, value);
  }
  if (query.sort !== 'id') to.set('sort', query.sort);
}

/** Reads `writeQuery`; what means nothing is left out. `names` are the classes that there are. */
export function readQuery(from: URLSearchParams, names: readonly string[]): SuiteQuery {
  const one = <T extends string>(key: string, known: readonly T[]): T | undefined =>
    known.find((value) => value === from.get(key));
  const word = (key: string): string | undefined => {
    const value = from.get(key);
    return value !== null && /^[\w-]{1,40}$/.test(value) ? value : undefined;
  };
  const asked = (from.get('class') ?? '').split(',');
  return {
    classes: names.filter((name) => asked.includes(name)),
    band: one('band', sizeBands),
    occlusion: one('occlusion', Object.keys(occlusionBands) as OcclusionBand[]),
    light: one('light', Object.keys(lightBands) as LightBand[]),
    domain: word('domain'),
    table: word('table'),
    backdrop: word('backdrop'),
    sort: one('sort', Object.keys(sortOrders) as SortOrder[]) ?? 'id',
  };
}
