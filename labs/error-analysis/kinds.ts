/** The six types of TIDE (Bolya et al. 2020) in plain words; the rules themselves are in src/metrics/tide-errors.ts. */
import type { TideErrorType } from '$src/metrics';

export interface Kind {
  readonly type: TideErrorType;
  /** Of the slots: `cls-yolo`. */
  readonly slot: string;
  readonly label: string;
  /** In the middle of a sentence. */
  readonly word: string;
  /** One line, with the IoU that finds an object as `t`. */
  readonly rule: (t: string) => string;
  /** What a repair does in the counterfactual. */
  readonly repair: string;
}

/** In the order of `tideErrorTypes`. */
export const kinds: readonly Kind[] = [
  {
    type: 'classification',
    slot: 'cls',
    label: 'Class',
    word: 'class',
    rule: (t) => `well placed (IoU ${t} or more), wrong name`,
    repair: 'a wrong box gets the name of its object',
  },
  {
    type: 'localisation',
    slot: 'loc',
    label: 'Place',
    word: 'place',
    rule: (t) => `right name, IoU between 0.1 and ${t}`,
    repair: 'a wrong box moves onto its object',
  },
  {
    type: 'both',
    slot: 'both',
    label: 'Class and place',
    word: 'class and place',
    rule: (t) => `wrong name, IoU between 0.1 and ${t}`,
    repair: 'a wrong box vanishes',
  },
  {
    type: 'duplicate',
    slot: 'dup',
    label: 'Duplicate',
    word: 'duplicate',
    rule: () => 'would be right, but a better score was first',
    repair: 'a wrong box vanishes',
  },
  {
    type: 'background',
    slot: 'bkg',
    label: 'Background',
    word: 'background',
    rule: () => 'on no object: IoU 0.1 or less with any',
    repair: 'a wrong box vanishes',
  },
  {
    type: 'missed',
    slot: 'miss',
    label: 'Missed',
    word: 'missed',
    rule: () => 'an object that no box claims',
    repair: 'the object leaves the list',
  },
];

export function kindOf(type: TideErrorType): Kind {
  const kind = kinds.find((one) => one.type === type);
  if (!kind) throw new RangeError(`TIDE has no error type “${type}”.`);
  return kind;
}
