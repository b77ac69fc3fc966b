/**
 * The lab's own line icons on a 16 × 16 grid, 1.4 px strokes. `stroke` is drawn, `fill` is filled.
 * An icon never stands without a word except theme and close.
 */
interface Glyph {
  readonly stroke: string;
  readonly fill?: string;
}

const circle = (cx: number, cy: number, r: number): string =>
  `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

export const icons = {
  clock: { stroke: `${circle(8, 8, 6)}M8 4.6V8l2.3 1.6` },
  book: {
    stroke: 'M3 2.5h8.5A1.5 1.5 0 0 1 13 4v9.5H4.5A1.5 1.5 0 0 1 3 12zM5.8 2.5v11M8 6h3M8 8.5h3',
  },
  theme: { stroke: circle(8, 8, 5.5), fill: 'M8 2.5v11a5.5 5.5 0 0 0 0-11z' },
  play: { stroke: 'M5 3.2 12.5 8 5 12.8z' },
  stop: { stroke: 'M4 4h8v8H4z' },
  pause: { stroke: 'M5.5 3.5v9M10.5 3.5v9' },
  record: { stroke: circle(8, 8, 5.5), fill: circle(8, 8, 2.6) },
  present: { stroke: 'M2 3h12M3 3v7.5h10V3M8 10.5V14M5.5 14h5' },
  next: { stroke: 'M6 3.5 10.5 8 6 12.5' },
  previous: { stroke: 'M10 3.5 5.5 8l4.5 4.5' },
  up: { stroke: 'm4 9.5 4-4 4 4' },
  down: { stroke: 'm4 6.5 4 4 4-4' },
  close: { stroke: 'm4 4 8 8M12 4l-8 8' },
  check: { stroke: 'm3.5 8.5 3 3 6-7' },
  plus: { stroke: 'M8 3.5v9M3.5 8h9' },
  minus: { stroke: 'M3.5 8h9' },
  microphone: {
    stroke: 'M6 4a2 2 0 0 1 4 0v3.5a2 2 0 0 1-4 0zM3.5 8a4.5 4.5 0 0 0 9 0M8 12.5v2',
  },
  image: {
    stroke: `M2 3h12v10H2zM2.5 11.5l3.5-4 3 3 2-1.8 2.5 2.5${circle(10.8, 6, 1)}`,
  },
  file: { stroke: 'M4 2h5l3 3v9H4zM9 2v3h3' },
  camera: { stroke: `${circle(8, 7, 4.5)}${circle(8, 7, 1.6)}M5 14h6M8 11.5V14` },
  cube: { stroke: 'M8 2l5.5 3v6L8 14l-5.5-3V5zM2.5 5 8 8l5.5-3M8 8v6' },
  lock: { stroke: 'M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2' },
  undo: { stroke: 'M5.5 3 2.5 6l3 3M2.5 6H9a4 4 0 0 1 0 8H6' },
  reset: { stroke: 'M3 8a5 5 0 1 0 1.6-3.7M3 2.5v3h3' },
  trash: { stroke: 'M3 4.5h10M6 4.5v-2h4v2M4.2 4.5l.6 9h6.4l.6-9M6.7 7v4.3M9.3 7v4.3' },
  export: { stroke: 'M8 10V2.5M5 5l3-3 3 3M3 9.5v4h10v-4' },
  import: { stroke: 'M8 2.5V10M5 7.5l3 3 3-3M3 9.5v4h10v-4' },
  print: { stroke: 'M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z' },
  copy: { stroke: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3' },
  link: {
    stroke:
      'M6.5 9.5l3-3M7 4.5l1.3-1.3a3 3 0 0 1 4.5 4.3L11.5 9M9 11.5l-1.3 1.3a3 3 0 0 1-4.5-4.3L4.5 7',
  },
  pencil: { stroke: 'M3 13l.7-2.8 7.3-7.3 2.1 2.1-7.3 7.3zM9.8 4.1l2.1 2.1' },
  eraser: { stroke: 'M6 13.5 2.5 10 9.5 3l4 4-6.5 6.5zM6 6.5l4 4M6 13.5h7.5' },
  info: { stroke: `${circle(8, 8, 6)}M8 7.3v3.9`, fill: circle(8, 5, 0.8) },
  warning: { stroke: 'M8 2.5 14.3 13.5H1.7zM8 6.5v3.5', fill: circle(8, 11.8, 0.7) },
  settings: {
    stroke: `M2 4.5h5M11 4.5h3M2 11.5h2.5M8.5 11.5H14${circle(9, 4.5, 1.8)}${circle(6.5, 11.5, 1.8)}`,
  },
  grid: {
    stroke: 'M2.5 2.5H7V7H2.5zM9 2.5h4.5V7H9zM2.5 9H7v4.5H2.5zM9 9h4.5v4.5H9z',
  },
  list: { stroke: 'M2.5 4h11M2.5 8h11M2.5 12h11' },
  seed: {
    stroke: `M3 3h10v10H3z`,
    fill: `${circle(6, 6, 0.9)}${circle(10, 10, 0.9)}${circle(8, 8, 0.9)}`,
  },
} as const satisfies Record<string, Glyph>;

export type IconName = keyof typeof icons;
