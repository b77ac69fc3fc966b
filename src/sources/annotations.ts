/**
 * The annotations of a sample set: COCO's shape (https://cocodataset.org/#format-data), plus per image
 * what COCO has no place for: a title, a description that serves as text alternative, the file of
 * per-pixel object labels, the file of outlines, and for a spoilt picture the unspoilt one.
 *
 * Only what the lab uses is read and checked here; segmentations are left to whoever needs them.
 */
import * as v from 'valibot';
import { SourceError } from './error';

/** A path inside the set's folder: never absolute, never upwards, no scheme. */
const FilePath = v.pipe(
  v.string(),
  v.regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/, 'must be a plain file name inside the set'),
);
const Side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8192));
const Id = v.union([v.number(), v.string()]);

const ImageEntry = v.object({
  id: Id,
  file_name: FilePath,
  width: Side,
  height: Side,
  title: v.pipe(v.string(), v.minLength(1)),
  description: v.pipe(v.string(), v.minLength(1)),
  labels_file: v.optional(FilePath),
  outline_file: v.optional(FilePath),
  thumb_file: v.optional(FilePath),
  clean_of: v.optional(Id),
  clean_file: v.optional(FilePath),
});
const BoxEntry = v.object({
  image_id: Id,
  category_id: Id,
  bbox: v.pipe(v.tuple([v.number(), v.number(), v.number(), v.number()]), v.readonly()),
});
const Annotations = v.object({
  images: v.pipe(v.array(ImageEntry), v.minLength(1)),
  categories: v.optional(v.array(v.object({ id: Id, name: v.string() })), []),
  annotations: v.optional(v.array(BoxEntry), []),
});

/** An object of a sample: its class name and exact box. */
export interface SampleBox {
  readonly name: string;
  /** x, y, width, height in image pixels. */
  readonly xywh: readonly [number, number, number, number];
}

export interface SampleInfo {
  /** Unique in the set: the file's name without its ending, used in URLs. */
  readonly name: string;
  readonly title: string;
  /** What the picture shows; its text alternative. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly SampleBox[];
  /** File names relative to the set. */
  readonly file: string;
  readonly labelsFile?: string;
  readonly outlineFile?: string;
  readonly cleanFile?: string;
  /** Where a page finds the picture, and a small version of it. */
  readonly url: string;
  readonly thumbUrl: string;
}

/**
 * The samples named by the text of an annotations file, in its order.
 * `urlOf` turns a file name into an address. Throws SourceError with every problem found.
 */
export function parseAnnotations(
  text: string,
  urlOf: (file: string) => string = (file) => file,
): SampleInfo[] {
  const { images, categories, annotations } = check(text);
  const names = new Map(categories.map((category) => [category.id, category.name]));
  const entries = images.map((entry) => ({ ...entry, name: nameOf(entry.file_name) }));
  const seen = new Set<string>();
  for (const { name } of entries) {
    if (seen.has(name)) throw brokenSamples(`annotations.json has two images called “${name}”`);
    seen.add(name);
  }
  return entries.map((entry) => {
    const { clean_of: cleanOf } = entry;
    const original = entries.find(
      (other) => cleanOf !== undefined && [other.id, other.name, other.file_name].includes(cleanOf),
    );
    if (cleanOf !== undefined && original === undefined && entry.clean_file === undefined) {
      throw brokenSamples(`“${entry.name}” is a version of “${cleanOf}”, which is not in the set`);
    }
    const cleanFile = entry.clean_file ?? original?.file_name;
    return {
      name: entry.name,
      title: entry.title,
      description: entry.description,
      width: entry.width,
      height: entry.height,
      boxes: annotations
        .filter((box) => box.image_id === entry.id)
        .map((box) => ({ name: names.get(box.category_id) ?? 'object', xywh: box.bbox })),
      file: entry.file_name,
      ...(entry.labels_file === undefined ? {} : { labelsFile: entry.labels_file }),
      ...(entry.outline_file === undefined ? {} : { outlineFile: entry.outline_file }),
      ...(cleanFile === undefined ? {} : { cleanFile }),
      url: urlOf(entry.file_name),
      thumbUrl: urlOf(entry.thumb_file ?? entry.file_name),
    };
  });
}

function check(text: string): v.InferOutput<typeof Annotations> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw brokenSamples('annotations.json is no JSON', error);
  }
  const parsed = v.safeParse(Annotations, json);
  if (parsed.success) return parsed.output;
  const { issues } = parsed;
  const shown = issues
    .slice(0, 5)
    .map((issue) => `${v.getDotPath(issue) ?? 'file'}: ${issue.message}`);
  throw brokenSamples(
    `annotations.json has ${issues.length} problem(s): ${shown.join('; ')}${issues.length > 5 ? '; …' : ''}`,
  );
}

function nameOf(file: string): string {
  return file.replace(/^.*\//, '').replace(/\.\w+$/, '');
}

/** The shipped files do not fit together. */
export function brokenSamples(what: string, cause?: unknown): SourceError {
  return new SourceError(
    'sample-broken',
    `The samples of this copy of the lab are damaged: ${what}. Reload the page, or build the samples again with “npm run samples”.`,
    { cause },
  );
}
