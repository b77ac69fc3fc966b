/**
 * Names for a foreign model's classes: from the notes in its file, from a list that the reader pastes, or COCO's where
 * there are eighty columns.
 */
import { cocoLabels, cocoLabels90 } from '../coco-labels';
import { DetectError, type Label } from '../types';

const mostClasses = 10_000;
const longestName = 200;

/**
 * Ultralytics writes a Python dictionary, {0: 'person', 1: "driver's seat"}; others a JSON list or object. Undefined
 * where the text is neither, or leaves a class without a name.
 */
export function labelsFromMetadata(text: string | undefined): Label[] | undefined {
  if (text === undefined) return undefined;
  const body = text.trim().replace(/^[{[]|[}\]]$/g, '');
  // An optional key, then a string in either kind of quotes, in which a backslash protects the next character.
  const entry =
    /\s*(?:["']?(\d+)["']?\s*:\s*)?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*(?:,|$)/y;
  const names: string[] = [];
  while (entry.lastIndex < body.length) {
    const match = entry.exec(body);
    if (!match) return undefined;
    const index = match[1] === undefined ? names.length : Number(match[1]);
    if (index >= mostClasses) return undefined;
    names[index] = (match[2] ?? match[3] ?? '').replace(/\\(.)/g, '$1');
  }
  if (names.length === 0 || names.length !== Object.keys(names).length) return undefined;
  return names.map((name, i) => labelOf(name.trim() || `class ${i}`));
}

/** One name per line; a single line may be separated by commas. Throws DetectError 'bad-option'. */
export function labelsFromText(text: string): Label[] {
  const lines = text.trim().split(/\r?\n/);
  const names = (lines.length === 1 ? text.split(',') : lines).map((name) => name.trim());
  const filled = names.filter((name) => name !== '');
  if (filled.length === 0) {
    throw new DetectError('bad-option', 'The list of class names is empty: one name per line.');
  }
  if (filled.length > mostClasses) {
    throw new DetectError(
      'bad-option',
      `The list has ${filled.length} class names; at most ${mostClasses} can be told apart.`,
    );
  }
  return filled.map(labelOf);
}

/** COCO's names for 80 or 90 columns, else numbers. */
export function labelsForCount(count: number): readonly Label[] {
  if (count === 80) return cocoLabels;
  if (count === 90) return cocoLabels90;
  return Array.from({ length: Math.min(count, mostClasses) }, (_, i) => ({ name: `class ${i}` }));
}

/** With COCO's id where the name is one of COCO's, so that it can be scored on COCO's pictures. */
function labelOf(name: string): Label {
  const short = name.slice(0, longestName);
  const known = cocoLabels.find((label) => label.name === short);
  return known ?? { name: short };
}
