/** The outlines of bottles by kind, for a body of radius 1 and a height of 1 (neck ends at 1). */
import { radiusAt, smooth, type Profile, type ProfilePoint } from './turning';

export const bottleKinds = [
  'bordeaux',
  'burgundy',
  'longneck',
  'water',
  'soda',
  'squeeze',
  'milk',
  'oil',
  'flask',
  'juice',
] as const;
export type BottleKind = (typeof bottleKinds)[number];

export interface BottleShape {
  readonly heightM: readonly [number, number];
  readonly radiusM: readonly [number, number];
  /** From the edge of the foot to the mouth. */
  readonly outline: Profile;
  /** Where a label fits, shares of the height. */
  readonly label: readonly [number, number];
  /** Depth over width. */
  readonly depth: readonly [number, number];
}

const round: readonly [number, number] = [1, 1];

export const bottleShapes: Readonly<Record<BottleKind, BottleShape>> = {
  bordeaux: {
    heightM: [0.285, 0.315],
    radiusM: [0.036, 0.039],
    outline: [
      [0.9, 0],
      [0.98, 0.012],
      [1, 0.03],
      [1, 0.3],
      [1, 0.59],
      [0.93, 0.645],
      [0.6, 0.7],
      [0.42, 0.735],
      [0.38, 0.78],
      [0.37, 0.9],
      [0.37, 0.955],
      [0.41, 0.958],
      [0.41, 0.985],
      [0.37, 1],
    ],
    label: [0.12, 0.52],
    depth: round,
  },
  burgundy: {
    heightM: [0.285, 0.31],
    radiusM: [0.039, 0.044],
    outline: [
      [0.9, 0],
      [0.98, 0.012],
      [1, 0.03],
      [1, 0.25],
      [1, 0.44],
      [0.92, 0.53],
      [0.7, 0.63],
      [0.47, 0.73],
      [0.37, 0.82],
      [0.34, 0.9],
      [0.34, 0.955],
      [0.39, 0.96],
      [0.39, 0.985],
      [0.34, 1],
    ],
    label: [0.1, 0.4],
    depth: round,
  },
  longneck: {
    heightM: [0.2, 0.245],
    radiusM: [0.029, 0.033],
    outline: [
      [0.88, 0],
      [0.98, 0.015],
      [1, 0.04],
      [1, 0.3],
      [1, 0.53],
      [0.94, 0.6],
      [0.68, 0.7],
      [0.5, 0.77],
      [0.44, 0.85],
      [0.41, 0.94],
      [0.47, 0.95],
      [0.47, 0.975],
      [0.42, 1],
    ],
    label: [0.14, 0.46],
    depth: round,
  },
  water: {
    heightM: [0.19, 0.27],
    radiusM: [0.03, 0.036],
    outline: [
      [0.82, 0],
      [0.97, 0.02],
      [1, 0.06],
      [1, 0.3],
      [0.94, 0.45],
      [1, 0.6],
      [0.98, 0.7],
      [0.8, 0.8],
      [0.5, 0.88],
      [0.38, 0.91],
      [0.42, 0.915],
      [0.42, 0.925],
      [0.36, 0.93],
      [0.36, 1],
    ],
    label: [0.5, 0.68],
    depth: round,
  },
  soda: {
    heightM: [0.2, 0.3],
    radiusM: [0.031, 0.04],
    outline: [
      [0.8, 0],
      [0.96, 0.02],
      [1, 0.07],
      [0.97, 0.16],
      [0.9, 0.27],
      [0.96, 0.38],
      [1, 0.5],
      [1, 0.58],
      [0.95, 0.68],
      [0.72, 0.8],
      [0.46, 0.88],
      [0.36, 0.92],
      [0.4, 0.925],
      [0.4, 0.935],
      [0.33, 0.94],
      [0.33, 1],
    ],
    label: [0.4, 0.63],
    depth: round,
  },
  squeeze: {
    heightM: [0.14, 0.22],
    radiusM: [0.032, 0.042],
    outline: [
      [0.84, 0],
      [0.96, 0.02],
      [1, 0.08],
      [1, 0.3],
      [0.9, 0.5],
      [0.97, 0.68],
      [0.9, 0.8],
      [0.65, 0.89],
      [0.46, 0.93],
      [0.42, 1],
    ],
    label: [0.16, 0.68],
    depth: [0.55, 0.8],
  },
  milk: {
    heightM: [0.19, 0.25],
    radiusM: [0.038, 0.046],
    outline: [
      [0.86, 0],
      [0.97, 0.015],
      [1, 0.05],
      [1, 0.3],
      [1, 0.56],
      [0.94, 0.64],
      [0.72, 0.74],
      [0.54, 0.82],
      [0.5, 0.9],
      [0.52, 0.94],
      [0.58, 0.95],
      [0.58, 0.985],
      [0.52, 1],
    ],
    label: [0.12, 0.5],
    depth: round,
  },
  oil: {
    heightM: [0.18, 0.27],
    radiusM: [0.026, 0.034],
    outline: [
      [0.9, 0],
      [0.98, 0.012],
      [1, 0.04],
      [1, 0.35],
      [1, 0.66],
      [0.93, 0.73],
      [0.62, 0.79],
      [0.42, 0.82],
      [0.38, 0.87],
      [0.38, 0.95],
      [0.44, 0.955],
      [0.44, 1],
    ],
    label: [0.16, 0.6],
    depth: [0.85, 1],
  },
  flask: {
    heightM: [0.19, 0.27],
    radiusM: [0.031, 0.04],
    outline: [
      [0.93, 0],
      [0.99, 0.01],
      [1, 0.03],
      [1, 0.3],
      [1, 0.6],
      [1, 0.75],
      [0.95, 0.82],
      [0.76, 0.89],
      [0.62, 0.92],
      [0.6, 1],
    ],
    label: [0.2, 0.66],
    depth: round,
  },
  juice: {
    heightM: [0.13, 0.2],
    radiusM: [0.031, 0.04],
    outline: [
      [0.85, 0],
      [0.97, 0.02],
      [1, 0.07],
      [0.97, 0.3],
      [0.97, 0.5],
      [1, 0.68],
      [0.9, 0.78],
      [0.66, 0.86],
      [0.55, 0.9],
      [0.55, 1],
    ],
    label: [0.18, 0.6],
    depth: round,
  },
};

/** The outline at size. */
export function bottleOutline(kind: BottleKind, radiusM: number, heightM: number): Profile {
  return smooth(
    bottleShapes[kind].outline.map(([r, y]) => [r * radiusM, y * heightM]),
    2,
  );
}

/** Presses rings into the lower body of a plastic bottle; `depth` 0..1. */
export function ribbed(
  outline: Profile,
  kind: BottleKind,
  heightM: number,
  depth: number,
): Profile {
  if (depth <= 0) return outline;
  const [from, to] = [0.09 * heightM, (bottleShapes[kind].label[0] - 0.02) * heightM];
  const rings = Math.max(2, Math.round((to - from) / 0.013));
  const grooves = Array.from({ length: 2 * rings }, (_, i): ProfilePoint => {
    const y = from + ((to - from) * (i + 0.5)) / (2 * rings);
    return [radiusAt(outline, y) * (i % 2 ? 1 : 1 - 0.07 * depth), y];
  });
  return [...outline.filter(([, y]) => y < from), ...grooves, ...outline.filter(([, y]) => y > to)];
}
