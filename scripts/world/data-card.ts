/**
 * The data card: what the shipped sets hold, counted from their annotations. Nothing here is typed in by
 * hand but the explanations; after the idea of Gebru et al., "Datasheets for Datasets", CACM 64(12), 2021.
 */
import type { CocoDataset } from '$src/metrics/coco-format';
import type { SheetFile } from '$src/world/sets/sheet-file';

export interface CardSuite {
  readonly name: string;
  readonly dataset: CocoDataset;
  /** Of the pictures and of annotations.json. */
  readonly pictureBytes: number;
  readonly annotationBytes: number;
}

export interface CardSheetSet {
  readonly name: string;
  readonly file: SheetFile;
  readonly bytes: number;
}

/** COCO's size bands by mask area, https://cocodataset.org/#detection-eval: split at 32^2 and 96^2. */
export function sizeBand(areaPx: number): 'small' | 'medium' | 'large' {
  if (areaPx < 32 * 32) return 'small';
  return areaPx < 96 * 96 ? 'medium' : 'large';
}

export const occlusionBands = ['none', 'to 25 %', '25 to 50 %', 'over 50 %'] as const;

export function occlusionBand(occlusion: number): (typeof occlusionBands)[number] {
  if (occlusion === 0) return 'none';
  if (occlusion <= 0.25) return 'to 25 %';
  return occlusion <= 0.5 ? '25 to 50 %' : 'over 50 %';
}

/** The Markdown text. `otherBytes` are those of folders that the card does not describe. */
export function dataCard(
  suites: readonly CardSuite[],
  sets: readonly CardSheetSet[],
  otherBytes: number,
): string {
  const suiteBytes = sum(suites.map((suite) => suite.pictureBytes + suite.annotationBytes));
  const setBytes = sum(sets.map(({ bytes }) => bytes));
  return [
    '# Rendered sample sets: data card',
    'Written by `npm run world -- --data-card public/samples` from the annotations beside the pictures; do not edit by hand.',
    '## What this is',
    'Pictures of a rendered tabletop, made from code alone (`src/world`): no photograph, no scan and nobody’s data is in them. Every box, mask, depth and occlusion is exact for the moment in the middle of the exposure: it comes from the geometry, not from an annotator. Twelve classes carry the names and ids of COCO. Licence: Apache-2.0.',
    'Each suite is a folder with `annotations.json` (COCO format, masks as run lengths; further truth under `tabletop`, described in [src/world/export](../../src/world/export/README.md)). `crops`, `symbols` and `textures` are sprite sheets, read by `src/world/sets/sheet.ts`. `bench` was made by `npm run samples` and has its own [README](bench/README.md).',
    `In all ${megabytes(suiteBytes + setBytes + otherBytes)}: suites ${megabytes(suiteBytes)}, sprite sheets ${megabytes(setBytes)}, other folders ${megabytes(otherBytes)}.`,
    '## Suites',
    ...(suites.length === 0 ? ['None yet.'] : suiteParts(suites)),
    '## Sprite sheets',
    ...(sets.length === 0 ? ['None yet.'] : setParts(sets)),
    '## How it was made',
    'Each picture follows from its suite, its seed and its index: `sceneAt` draws a scene, objects of which under 16 pixels or under 6 % of their mask would show are taken off the table, and the mean of several renderings (antialiasing, defocus and motion blur in one) goes through a model of a sensor (exposure, noise, clipping, tone) and, where the scene says so, through JPEG. The same command gives the same bytes on the same machine and browser; on another they may differ in the last bits.',
    code([...suites.map(({ dataset }) => dataset['info']), ...sets.map(({ file }) => file.info)]),
    madeWith([
      ...suites.map(({ dataset }) => dataset['info']),
      ...sets.map(({ file }) => file.info),
    ]),
    '## Known limits',
    [
      '- Rendered, not photographed: no interreflection between objects, no caustics, glass that bends light only roughly, and one shadow-casting lamp. A detector trained on it meets a domain gap on photographs.',
      '- Transparent objects count as opaque in masks, as COCO’s annotators drew them.',
      '- Truth is that of the middle of the exposure through the middle of the lens: blurred edges reach beyond the masks.',
      '- Objects stand, lie or lean on one table; nothing is held, worn, cut or eaten in part. Classes are far more balanced than in the world.',
      '- Slivers are taken away before the picture, so nearly hidden objects are rarer than in photographs; in clips such an object is absent from the frames where it would be one.',
      '- Distractors are visible and never annotated.',
      '- In `textures` the histograms of grey values are made alike; what is left is the arrangement of light and dark, and WebP has taken the finest of it.',
      '- In `symbols` the test split uses printings that the training split does not; in `crops` and `textures` both come from the same ranges with different seeds.',
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

function suiteParts(suites: readonly CardSuite[]): string[] {
  const rows = suites.map(({ name, dataset, pictureBytes, annotationBytes }) => {
    const { images, annotations } = dataset;
    const sizes = [...new Set(images.map(({ width, height }) => `${width} × ${height}`))];
    const clips = new Set(images.flatMap((image) => numberIn(image['tabletop'], 'clip') ?? []));
    const count = clips.size > 0 ? `${images.length} (${clips.size} clips)` : String(images.length);
    return [
      name,
      count,
      sizes.join(', '),
      String(annotations.length),
      images.length === 0 ? '0' : (annotations.length / images.length).toFixed(1),
      String(images.filter(({ id }) => !annotations.some((a) => a.image_id === id)).length),
      String(infoOf(dataset, 'seed') ?? ''),
      megabytes(pictureBytes),
      megabytes(annotationBytes),
    ];
  });
  const about = suites.map(
    ({ name, dataset }) => `- **${name}**: ${String(infoOf(dataset, 'description') ?? '')}`,
  );
  const categories = suites[0]?.dataset.categories ?? [];
  return [
    about.join('\n'),
    table(
      [
        'suite',
        'pictures',
        'size',
        'objects',
        'per picture',
        'empty pictures',
        'seed',
        'bytes of pictures',
        'of annotations',
      ],
      rows,
    ),
    '### Objects by class',
    countTable(
      suites,
      categories.map(({ name }) => name),
      ({ categories: all }, { category_id: id }) => all.find((c) => c.id === id)?.name ?? '?',
    ),
    '### Objects by size',
    'COCO’s bands of mask area: small under 32², medium under 96², large from there.',
    countTable(suites, ['small', 'medium', 'large'], (_, { area }) => sizeBand(area)),
    '### Objects by occlusion',
    'Share of the object inside the frame that others cover.',
    countTable(suites, occlusionBands, (_, annotation) =>
      occlusionBand(numberIn(annotation['tabletop'], 'occlusion') ?? 0),
    ),
  ];
}

function countTable(
  suites: readonly CardSuite[],
  columns: readonly string[],
  keyOf: (dataset: CocoDataset, annotation: CocoDataset['annotations'][number]) => string,
): string {
  const counts = suites.map(({ name, dataset }) => {
    const of = new Map<string, number>();
    for (const annotation of dataset.annotations) {
      const key = keyOf(dataset, annotation);
      of.set(key, (of.get(key) ?? 0) + 1);
    }
    return { name, numbers: columns.map((column) => of.get(column) ?? 0) };
  });
  const totals = columns.map((_, i) => sum(counts.map(({ numbers }) => numbers[i] ?? 0)));
  return table(
    ['suite', ...columns],
    [...counts, { name: '**all**', numbers: totals }].map(({ name, numbers }) => [
      name,
      ...numbers.map(String),
    ]),
  );
}

function setParts(sets: readonly CardSheetSet[]): string[] {
  return [
    sets
      .map(({ name, file }) => `- **${name}**: ${String(file.info['description'] ?? '')}`)
      .join('\n'),
    table(
      ['set', 'side', 'classes', 'pictures', 'seed', 'bytes'],
      sets.map(({ name, file, bytes }) => [
        name,
        `${file.size} px`,
        file.classes.join(', '),
        file.splits.map((split) => `${split.name} ${split.count}`).join(', '),
        String(file.info['seed'] ?? ''),
        megabytes(bytes),
      ]),
    ),
  ];
}

type Info = unknown;

function code(infos: readonly Info[]): string {
  const commands = infos
    .map((info) => textIn(info, 'command'))
    .filter((text) => text !== undefined);
  return ['```sh', ...commands, '```'].join('\n');
}

function madeWith(infos: readonly Info[]): string {
  const of = (key: string): string =>
    [...new Set(infos.map((info) => textIn(info, key) ?? 'unknown'))].join(', ');
  return `All of them at once: \`npm run world -- --suite all-shipped\`. Rendered with ${of('browser')}; the code of \`src/world\` was ${of('world')} (a hash of its text).`;
}

function infoOf(dataset: CocoDataset, key: string): unknown {
  return valueIn(dataset['info'], key);
}

function textIn(value: unknown, key: string): string | undefined {
  const found = valueIn(value, key);
  return typeof found === 'string' ? found : undefined;
}

function numberIn(value: unknown, key: string): number | undefined {
  const found = valueIn(value, key);
  return typeof found === 'number' ? found : undefined;
}

function valueIn(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
