/** What each of COCO's twelve numbers averages. */
import type { StatName } from '$src/metrics';

export interface StatWords {
  readonly short: string;
  /** IoU thresholds: all ten, or one. */
  readonly thresholds: 'all' | 0.5 | 0.75;
  readonly size: 'all' | 'small' | 'medium' | 'large';
  /** Detections per picture and class. */
  readonly most: 1 | 10 | 100;
  readonly averages: string;
}

const precision = 'best precision at 101 levels of recall';
const recall = 'recall of all detections together';

export const statWords: Readonly<Record<StatName, StatWords>> = {
  AP: {
    short: 'IoU 0.50 to 0.95',
    thresholds: 'all',
    size: 'all',
    most: 100,
    averages: `${precision}, ten IoU thresholds, classes`,
  },
  AP50: {
    short: 'IoU 0.5',
    thresholds: 0.5,
    size: 'all',
    most: 100,
    averages: `${precision}, classes; a rough place is enough`,
  },
  AP75: {
    short: 'IoU 0.75',
    thresholds: 0.75,
    size: 'all',
    most: 100,
    averages: `${precision}, classes; the box must fit`,
  },
  APsmall: {
    short: 'objects up to 32² px',
    thresholds: 'all',
    size: 'small',
    most: 100,
    averages: 'as AP; other objects and boxes are ignored, not wrong',
  },
  APmedium: {
    short: 'objects of 32² to 96² px',
    thresholds: 'all',
    size: 'medium',
    most: 100,
    averages: 'as AP, of these objects',
  },
  APlarge: {
    short: 'objects from 96² px',
    thresholds: 'all',
    size: 'large',
    most: 100,
    averages: 'as AP, of these objects',
  },
  AR1: {
    short: 'one box per picture and class',
    thresholds: 'all',
    size: 'all',
    most: 1,
    averages: `${recall}, ten IoU thresholds, classes`,
  },
  AR10: {
    short: 'ten boxes per picture and class',
    thresholds: 'all',
    size: 'all',
    most: 10,
    averages: 'as AR1, with ten',
  },
  AR100: {
    short: 'a hundred boxes per picture and class',
    thresholds: 'all',
    size: 'all',
    most: 100,
    averages: 'as AR1, with a hundred; scores do not matter any more',
  },
  ARsmall: {
    short: 'recall of objects up to 32² px',
    thresholds: 'all',
    size: 'small',
    most: 100,
    averages: 'as AR100, of these objects',
  },
  ARmedium: {
    short: 'recall of objects of 32² to 96² px',
    thresholds: 'all',
    size: 'medium',
    most: 100,
    averages: 'as AR100, of these objects',
  },
  ARlarge: {
    short: 'recall of objects from 96² px',
    thresholds: 'all',
    size: 'large',
    most: 100,
    averages: 'as AR100, of these objects',
  },
};
