/** Made-up data for the gallery and the tests of the parts. Nothing here is a measurement. */
import { createRng } from '$src/core/rng';
import { imageOf } from '$src/core/image';
import { paint, type Rgba } from '$src/ui/paint';
import type { Evidence } from '$src/evidence/types';
import type { Answers } from '$src/lab/contract';
import type { ParamSpecs } from '$src/core/params';

const width = 416;
const height = 208;

/** A still life of discs and a box with light from the left: smooth shading and hard outlines. */
function scene(): Float32Array<ArrayBuffer> {
  const data = new Float32Array(width * height);
  const rng = createRng(7);
  const discs = [
    { x: 92, y: 120, r: 52, light: 0.3 },
    { x: 220, y: 92, r: 34, light: 0.75 },
    { x: 316, y: 118, r: 44, light: 0.5 },
  ];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let value = y > 150 ? 0.5 + 0.03 * Math.sin(y * 1.1) : 0.62 - 0.1 * (x / width);
      if (x > 180 && x < 270 && y > 120 && y < 168) value = 0.22 + (y > 140 ? 0.12 : 0);
      for (const disc of discs) {
        const d = Math.hypot(x - disc.x, y - disc.y) / disc.r;
        if (d < 1) {
          const glow = Math.max(
            0,
            1 - Math.hypot(x - disc.x + disc.r * 0.4, y - disc.y + disc.r * 0.4) / disc.r,
          );
          value = disc.light * (1 - 0.5 * d * d) + 0.3 * glow;
        }
      }
      data[y * width + x] = Math.min(1, Math.max(0, value + 0.006 * rng.normal()));
    }
  }
  return data;
}

function gradient(light: Float32Array): {
  magnitude: Float32Array<ArrayBuffer>;
  direction: Float32Array<ArrayBuffer>;
} {
  const magnitude = new Float32Array(width * height);
  const direction = new Float32Array(width * height);
  const at = (x: number, y: number): number =>
    light[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))] ?? 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = at(x + 1, y) - at(x - 1, y);
      const dy = at(x, y + 1) - at(x, y - 1);
      magnitude[y * width + x] = Math.hypot(dx, dy);
      direction[y * width + x] = ((Math.atan2(dy, dx) * 180) / Math.PI + 360) % 360;
    }
  }
  return { magnitude, direction };
}

export interface GalleryPictures {
  readonly input: Rgba;
  readonly magnitude: Rgba;
  readonly hue: Rgba;
  readonly signed: Rgba;
  readonly labels: Rgba;
  readonly hysteresis: Rgba;
  readonly mask: Rgba;
  readonly tiny: Rgba;
}

export function pictures(): GalleryPictures {
  const light = scene();
  const gray = imageOf('f32', width, height, 1, light);
  const { magnitude, direction } = gradient(light);
  const strength = imageOf('f32', width, height, 1, magnitude);
  const classes = Uint8Array.from(magnitude, (m, i) =>
    m > 0.16 ? 3 : m > 0.09 ? (i % 5 === 0 ? 1 : 2) : m > 0.045 ? 1 : 0,
  );
  const regions = Int32Array.from(light, (v) => (v < 0.3 ? 1 : v > 0.66 ? 2 : 0));
  const small = Uint8Array.from({ length: 12 * 8 }, (_, i) => (i * 37) % 256);
  return {
    input: paint(gray, { kind: 'gray', full: 1 }),
    magnitude: paint(strength, { kind: 'magnitude' }),
    hue: paint(imageOf('f32', width, height, 1, direction), { kind: 'hue', with: strength }),
    signed: paint(
      imageOf(
        'f32',
        width,
        height,
        1,
        light.map((v) => v - 0.5),
      ),
      { kind: 'signed' },
    ),
    labels: paint(imageOf('i32', width, height, 1, regions), { kind: 'labels' }),
    hysteresis: paint(imageOf('u8', width, height, 1, classes), { kind: 'hysteresis' }),
    mask: paint(imageOf('i32', width, height, 1, regions), { kind: 'mask' }),
    tiny: paint(imageOf('u8', 12, 8, 1, small)),
  };
}

export const runs = [
  133, 133, 137, 133, 134, 139, 130, 132, 126, 132, 136, 127, 140, 131, 129, 132, 136, 132, 127,
  139, 139, 136, 135, 128, 134, 133, 131, 125, 130, 128,
];

export const summary = { n: 30, discarded: 3, median: 133, p05: 126, p95: 139, runs };

export const evidence: Evidence = {
  ...summary,
  id: 'sample',
  lab: 'edges',
  experiment: 'pieces',
  slot: 'pieces-both',
  label: 'Edge pieces, 0.08 and 0.20 with hysteresis',
  unit: 'pieces',
  value: 133,
  subject: { label: 'tabletop', sha256: '0'.repeat(64) },
  params: { low: 20, high: 60 },
  seed: 7,
  environment: {
    browser: 'Sample 1',
    platform: 'sample',
    backend: 'webgpu',
    device: 'Sample adapter',
    threads: 1,
    isCrossOriginIsolated: true,
    timerResolutionMs: 0.005,
    fingerprint: 'sample',
  },
  takenAt: '2025-03-30T14:02:00',
};

/** The moment at which the gallery is looked at, so that "today" stays today. */
export const now = new Date(2025, 2, 30, 15, 0);

export function frameTimes(): number[] {
  const rng = createRng(5);
  return Array.from({ length: 200 }, (_, i) =>
    i < 3
      ? 1.72 - i * 0.2
      : 0.84 + 0.08 * Math.abs(rng.normal()) + (rng.next() < 0.05 ? 0.5 * rng.next() : 0),
  );
}

export function histogramCounts(): number[] {
  return Array.from({ length: 64 }, (_, i) =>
    Math.round(4000 * Math.exp(-i / 7) + 40 + (i === 63 ? 160 : 0)),
  );
}

export const answers: Answers = {
  flat: [
    [
      {
        type: 'text',
        text: 'The high threshold finds strong edges and the low one keeps weak edges that touch them. I tune both by hand until it looks right.',
      },
    ],
  ],
  strong: {
    junior: [],
    mid: [
      [
        {
          type: 'text',
          text: 'One threshold has two jobs and does both badly: set high, contours break; set low, texture floods in. At 0.20 alone my picture fell into ',
        },
        { type: 'slot', slot: 'pieces-high' },
        { type: 'text', text: '; at 0.08 alone into ' },
        { type: 'slot', slot: 'pieces-low' },
        { type: 'text', text: ', half of them specks. ' },
        { type: 'strong', children: [{ type: 'text', text: 'Two thresholds split the job:' }] },
        {
          type: 'text',
          text: ' the high one decides what counts as evidence, the low one how far it travels along a ridge. Together they leave ',
        },
        { type: 'slot', slot: 'pieces-both' },
        { type: 'text', text: '.' },
      ],
      [
        { type: 'text', text: 'Going from σ 1 to 2 weakens a typical edge by ' },
        { type: 'slot', slot: 'ridge' },
        { type: 'text', text: '. Calling ' },
        { type: 'code', text: 'cv.Canny' },
        { type: 'text', text: ' takes ' },
        { type: 'slot', slot: 'ms' },
        { type: 'text', text: ' here, and ' },
        { type: 'slot', slot: 'ts' },
        { type: 'text', text: ' in one TypeScript thread (' },
        { type: 'link', href: '#/labs/edges', children: [{ type: 'text', text: 'see the lab' }] },
        { type: 'text', text: ').' },
      ],
    ],
    senior: [],
  },
  why: [],
  followUps: [
    {
      when: 'Likely',
      quote: 'Flood fill is serial. How can yours be fast on a GPU?',
      body: [
        [
          {
            type: 'text',
            text: 'I don’t flood. In each pass a weak pixel joins if any of its eight neighbours has joined, and I repeat until a pass changes nothing. This picture settles in ',
          },
          { type: 'slot', slot: 'pieces-both' },
          { type: 'text', text: '; the cost follows the longest winding contour, not the area.' },
        ],
      ],
      holdsUntil: [
        { type: 'text', text: 'one contour winds through many tiles. A one-pixel spiral needs ' },
        { type: 'slot', slot: 'ts' },
        { type: 'text', text: '; for maze-like input, label components instead.' },
      ],
    },
    {
      when: 'Senior',
      quote: 'You have a neural net. Why is Canny still in the product?',
      body: [
        [
          {
            type: 'text',
            text: 'As a gauge: the cheapest thing in the frame that tells me focus and exposure are still what the net was trained on.',
          },
        ],
      ],
      holdsUntil: [
        { type: 'text', text: 'the net reports its own uncertainty and somebody reads it.' },
      ],
    },
  ],
  teacher: [],
};

export const specs = {
  sigma: {
    type: 'number',
    label: 'Blur σ',
    help: 'Wider smoothing, fewer weak edges.',
    min: 0.6,
    max: 3,
    step: 0.1,
    default: 1.4,
    unit: 'px',
  },
  size: {
    type: 'number',
    label: 'Kernel size',
    help: 'Odd, so that it has a middle.',
    min: 1,
    max: 15,
    step: 2,
    default: 5,
    unit: 'px',
  },
  border: {
    type: 'choice',
    label: 'Border',
    help: 'What the kernel reads outside the picture.',
    options: [
      { value: 'replicate', label: 'Replicate' },
      { value: 'reflect', label: 'Reflect' },
      { value: 'reflect101', label: 'Reflect 101' },
      { value: 'constant', label: 'Constant' },
    ],
    default: 'reflect101',
  },
  element: {
    type: 'choice',
    label: 'Element',
    help: 'The shape that is moved over the mask.',
    options: [
      { value: 'rect', label: 'Rect' },
      { value: 'cross', label: 'Cross' },
      { value: 'ellipse', label: 'Ellipse' },
    ],
    default: 'cross',
  },
  flip: {
    type: 'flag',
    label: 'Flip the kernel',
    help: 'Convolution instead of correlation.',
    default: true,
  },
  kernel: {
    type: 'matrix',
    label: 'Kernel',
    help: 'Rows of numbers; fractions such as 1/9 are read.',
    maxRows: 7,
    maxColumns: 7,
    min: -16,
    max: 16,
    default: [
      [-1, 0, 1],
      [-2, 0, 2],
      [-1, 0, 1],
    ],
  },
} as const satisfies ParamSpecs;

export const wgsl = `// One thread decides one pixel. The tile carries a one-pixel apron, because
// a weak pixel may join through any of its eight neighbours.
@group(0) @binding(0) var<storage, read_write> state : array<atomic<u32>>;
var<workgroup> tile : array<array<u32, 18>, 18>;

@compute @workgroup_size(16, 16)
fn grow(@builtin(local_invocation_id) l : vec3u, @builtin(global_invocation_id) g : vec3u) {
  load_apron(l, g);
  workgroupBarrier();
  for (var pass = 0u; pass < 16u; pass++) {
    let joins = tile[l.y + 1][l.x + 1] == WEAK && any_neighbour_kept(l);
    workgroupBarrier();                         // all reads before any write
    if (joins) {
      tile[l.y + 1][l.x + 1] = KEPT;
    }
  }
}`;

export const typescript = `/** Erosion: the smallest value under the element. */
export function erode(image: U8Image, element: U8Image): U8Image {
  const out = createImage('u8', image.width, image.height);
  for (let y = 0; y < image.height; y++) {
    out.data[y] = 255; // nothing is darker than the darkest neighbour
  }
  return out;
}`;
