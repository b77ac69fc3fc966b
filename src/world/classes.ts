/**
 * The twelve classes of the tabletop, with the names and ids of COCO (Lin et al. 2014,
 * https://cocodataset.org), so that COCO-trained models and ours share one vocabulary.
 */

export const classes = [
  { id: 37, name: 'sports ball' },
  { id: 44, name: 'bottle' },
  { id: 46, name: 'wine glass' },
  { id: 47, name: 'cup' },
  { id: 51, name: 'bowl' },
  { id: 52, name: 'banana' },
  { id: 53, name: 'apple' },
  { id: 55, name: 'orange' },
  { id: 57, name: 'carrot' },
  { id: 60, name: 'donut' },
  { id: 84, name: 'book' },
  { id: 85, name: 'clock' },
] as const;

export type ClassName = (typeof classes)[number]['name'];
export type CategoryId = (typeof classes)[number]['id'];

/** Things that lie about and belong to no class: they occlude, they confuse, they are never annotated. */
export const distractors = [
  'box',
  'candle',
  'can',
  'pen',
  'spoon',
  'phone',
  'plant',
  'cube',
  'lemon',
  'figure',
] as const;
export type DistractorName = (typeof distractors)[number];

/** Pictured in the classification sets only (sets/): they occur in no suite. */
export const setPieces = ['tag', 'swatch'] as const;
export type SetPieceName = (typeof setPieces)[number];

export type ThingName = ClassName | DistractorName | SetPieceName;

/** The COCO id of a thing, or undefined for a distractor. */
export function categoryOf(name: ThingName): CategoryId | undefined {
  return classes.find((candidate) => candidate.name === name)?.id;
}
