/**
 * Covers and pages, drawn once each. A cover wraps round: back, spine and front lie side by side in
 * one print; `front` and `spine` say where.
 */
import type { Texture } from 'three';
import type { Rng } from '$src/core/rng';
import type { Kit } from '../../render/kit';
import { between, chance, pick } from './draw';

export const coverCount = 24;
export const pageCount = 6;

type Context = OffscreenCanvasRenderingContext2D;

/** Shares of the print's width where the spine begins and ends. */
export const spineFrom = 0.46;
export const spineTo = 0.54;

const width = 512;
const height = 360;
const frontX = spineTo * width;
const frontWidth = width - frontX;

export function cover(kit: Kit, index: number): Texture {
  return kit.print(`book-cover-${index}`, width, height, (context, rng) => {
    const palette = pick(rng, palettes);
    const [ground, ink, accent] = palette;
    context.fillStyle = ground;
    context.fillRect(0, 0, width, height);
    context.save();
    context.beginPath();
    context.rect(frontX, 0, frontWidth, height);
    context.clip();
    context.translate(frontX, 0);
    const draw = fronts[index % fronts.length];
    draw?.(context, rng, palette);
    context.restore();
    drawSpine(context, rng, ink, accent);
    drawBack(context, rng, ink);
  });
}

export function page(kit: Kit, index: number): Texture {
  return kit.print(`book-page-${index}`, 256, 352, (context, rng) => {
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 256, 352);
    let y = 30;
    if (index % 3 === 1) {
      drawPicture(context, rng, 26, 28, 204, 120);
      y = 166;
    } else if (index % 3 === 2) {
      context.fillStyle = '#222';
      context.font = 'bold 20px serif';
      context.textAlign = 'center';
      context.fillText(`${index + 2}. ${title(rng)}`, 128, 60, 210);
      y = 90;
    }
    context.fillStyle = 'rgba(24, 24, 28, 0.62)';
    while (y < 325) {
      const lines = rng.integer(3, 8);
      for (let line = 0; line < lines && y < 325; line++, y += 9) {
        const end = line === lines - 1 ? between(rng, 60, 200) : 230;
        let x = line === 0 ? 40 : 26;
        while (x < end - 4) {
          const word = Math.min(end - x, between(rng, 5, 26));
          context.fillRect(x, y, word, 3);
          x += word + 4;
        }
      }
      y += index % 2 === 0 ? 0 : 9;
    }
    context.fillRect(124, 336, 8, 3);
  });
}

const palettes = [
  ['#f2ede0', '#1d1d1f', '#c8392b'],
  ['#1f3a5f', '#f4e9cd', '#e8a33d'],
  ['#b8322a', '#fbf3e4', '#1b1b1e'],
  ['#10140f', '#e9e4d4', '#d6a531'],
  ['#2f5d50', '#f1ead6', '#e4794a'],
  ['#e7b83c', '#1c2430', '#b23a2f'],
  ['#fafafa', '#27476e', '#46a5a0'],
  ['#6b2d4a', '#f5dfd1', '#e9a79a'],
  ['#d8d2c4', '#3b2f2a', '#7d8f69'],
  ['#3d3d44', '#f0f0f0', '#e2574c'],
] as const;
type Palette = (typeof palettes)[number];

const syllables = [
  'mar',
  'len',
  'to',
  'vi',
  'sa',
  'ro',
  'el',
  'an',
  'du',
  'ki',
  'or',
  'be',
  'ta',
  'no',
];
const nouns = [
  'Garden',
  'River',
  'Light',
  'House',
  'Night',
  'Atlas',
  'Letters',
  'Stones',
  'Summer',
  'Method',
];

function name(rng: Rng): string {
  const word = Array.from({ length: rng.integer(2, 3) }, () => pick(rng, syllables)).join('');
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function title(rng: Rng): string {
  return chance(rng, 0.5) ? `The ${pick(rng, nouns)}` : `${pick(rng, nouns)} of ${name(rng)}`;
}

function write(
  context: Context,
  text: string,
  y: number,
  px: number,
  colour: string,
  face: string,
): void {
  context.fillStyle = colour;
  context.textAlign = 'center';
  context.font = `bold ${px}px ${face}`;
  context.fillText(text, frontWidth / 2, y, frontWidth * 0.84);
}

const faces = [
  'serif',
  'sans-serif',
  'Georgia, serif',
  'Arial Narrow, sans-serif',
  'monospace',
] as const;

/** Title in several lines and an author, above or below. */
function letter(context: Context, rng: Rng, colour: string, isHigh: boolean): void {
  const face = pick(rng, faces);
  const words = title(rng).split(' ');
  const px = between(rng, 26, 44);
  let y = isHigh ? height * 0.16 : height * 0.68;
  for (const word of words) {
    write(context, chance(rng, 0.3) ? word.toUpperCase() : word, y, px, colour, face);
    y += px * 1.02;
  }
  write(
    context,
    `${name(rng)} ${name(rng)}`,
    isHigh ? height * 0.93 : height * 0.1,
    15,
    colour,
    face,
  );
}

const fronts: readonly ((context: Context, rng: Rng, palette: Palette) => void)[] = [
  // Bands
  (context, rng, [, ink, accent]) => {
    const bands = rng.integer(4, 9);
    for (let i = 0; i < bands; i++) {
      context.fillStyle = i % 2 === 0 ? accent : ink;
      context.globalAlpha = between(rng, 0.5, 1);
      context.fillRect(0, height * (0.42 + (0.42 * i) / bands), frontWidth, (height * 0.3) / bands);
    }
    context.globalAlpha = 1;
    letter(context, rng, ink, true);
  },
  // Circles
  (context, rng, [, ink, accent]) => {
    for (let i = 0; i < 7; i++) {
      context.fillStyle = i % 3 === 0 ? ink : accent;
      context.globalAlpha = between(rng, 0.35, 0.95);
      context.beginPath();
      context.arc(
        between(rng, 0, frontWidth),
        between(rng, 130, height),
        between(rng, 12, 80),
        0,
        7,
      );
      context.fill();
    }
    context.globalAlpha = 1;
    letter(context, rng, ink, true);
  },
  // A landscape, like a photograph
  (context, rng, [, ink]) => {
    drawPicture(context, rng, 0, 0, frontWidth, height);
    letter(context, rng, chance(rng, 0.6) ? '#fff' : ink, chance(rng, 0.6));
  },
  // Cloth with a frame
  (context, rng, [, , accent]) => {
    context.strokeStyle = accent;
    for (const inset of [14, 19]) {
      context.lineWidth = inset === 14 ? 3 : 1;
      context.strokeRect(inset, inset, frontWidth - 2 * inset, height - 2 * inset);
    }
    write(context, title(rng), height * 0.42, 24, accent, 'serif');
    write(context, name(rng), height * 0.56, 15, accent, 'serif');
    context.beginPath();
    context.arc(frontWidth / 2, height * 0.75, 20, 0, 7);
    context.moveTo(frontWidth / 2 + 12, height * 0.75);
    context.arc(frontWidth / 2, height * 0.75, 12, 0, 7);
    context.stroke();
  },
  // A mosaic of triangles
  (context, rng, palette) => {
    const side = pick(rng, [29, 39, 59]);
    for (let y = 0; y < height; y += side) {
      for (let x = 0; x < frontWidth; x += side) {
        for (const half of [0, 1]) {
          context.fillStyle = pick(rng, palette);
          context.globalAlpha = between(rng, 0.4, 1);
          context.beginPath();
          context.moveTo(x + side * half, y + side * half);
          context.lineTo(x + side, y);
          context.lineTo(x, y + side);
          context.fill();
        }
      }
    }
    context.globalAlpha = 1;
    context.fillStyle = palette[0];
    context.fillRect(20, height * 0.3, frontWidth - 40, 110);
    write(context, title(rng), height * 0.44, 27, palette[1], pick(rng, faces));
    write(context, name(rng), height * 0.55, 15, palette[1], 'sans-serif');
  },
  // A pattern of stripes or dots
  (context, rng, [ground, ink, accent]) => {
    const step = between(rng, 14, 34);
    const isDots = chance(rng, 0.5);
    context.fillStyle = accent;
    context.strokeStyle = accent;
    context.lineWidth = step * 0.35;
    for (let i = -30; i < 60; i++) {
      context.beginPath();
      if (isDots) {
        for (let j = 0; j < 40; j++) {
          context.moveTo(i * step + ((j % 2) * step) / 2 + step * 0.25, j * step);
          context.arc(i * step + ((j % 2) * step) / 2, j * step, step * 0.25, 0, 7);
        }
        context.fill();
      } else {
        context.moveTo(i * step, 0);
        context.lineTo(i * step + height * 0.7, height);
        context.stroke();
      }
    }
    context.fillStyle = ground;
    context.fillRect(0, height * 0.12, frontWidth, 96);
    write(context, title(rng), height * 0.26, 28, ink, pick(rng, faces));
    write(context, name(rng), height * 0.35, 14, ink, 'sans-serif');
  },
  // Large letters
  (context, rng, [, ink, accent]) => {
    const face = pick(rng, faces);
    const word = name(rng).toUpperCase();
    for (let i = 0; i < 4; i++) {
      context.font = `bold ${between(rng, 70, 120)}px ${face}`;
      context.fillStyle = i % 2 === 0 ? ink : accent;
      context.textAlign = 'center';
      context.fillText(
        word.slice(i * 2, i * 2 + 2) || '&',
        frontWidth / 2,
        85 + 82 * i,
        frontWidth * 0.92,
      );
    }
  },
  // A single thing on a plain ground
  (context, rng, [, ink, accent]) => {
    context.fillStyle = accent;
    context.beginPath();
    const [x, y] = [frontWidth / 2, height * 0.62];
    const lobes = rng.integer(3, 8);
    for (let i = 0; i <= 120; i++) {
      const angle = (i / 120) * 2 * Math.PI;
      const r = 55 + 22 * Math.sin(lobes * angle);
      context.lineTo(x + r * Math.cos(angle), y + r * Math.sin(angle));
    }
    context.fill();
    context.fillStyle = ink;
    context.beginPath();
    context.arc(x, y, 16, 0, 7);
    context.fill();
    letter(context, rng, ink, true);
  },
];

/** Sky, hills and a sun, or blurred lights: what a photograph looks like from two metres. */
export function drawPicture(
  context: Context,
  rng: Rng,
  x: number,
  y: number,
  w: number,
  h: number,
): void {
  const hue = between(rng, 0, 360);
  const sky = context.createLinearGradient(0, y, 0, y + h);
  sky.addColorStop(0, `hsl(${hue}, 55%, ${between(rng, 25, 55)}%)`);
  sky.addColorStop(0.6, `hsl(${hue + between(rng, -60, 60)}, 60%, ${between(rng, 60, 85)}%)`);
  sky.addColorStop(1, `hsl(${hue + 30}, 40%, 35%)`);
  context.save();
  context.beginPath();
  context.rect(x, y, w, h);
  context.clip();
  context.fillStyle = sky;
  context.fillRect(x, y, w, h);
  context.fillStyle = 'rgba(255, 244, 214, 0.85)';
  context.beginPath();
  context.arc(x + between(rng, 0.2, 0.8) * w, y + between(rng, 0.2, 0.5) * h, 0.07 * w, 0, 7);
  context.fill();
  for (let layer = 0; layer < 3; layer++) {
    context.fillStyle = `hsl(${hue + 80 + 25 * layer}, ${40 - 8 * layer}%, ${42 - 13 * layer}%)`;
    context.beginPath();
    context.moveTo(x, y + h);
    const phase = between(rng, 0, 6);
    for (let i = 0; i <= 40; i++) {
      const crest =
        0.55 + 0.13 * layer + 0.07 * Math.sin(i * 0.23 + phase) + 0.03 * Math.sin(i * 0.9);
      context.lineTo(x + (i / 40) * w, y + crest * h);
    }
    context.lineTo(x + w, y + h);
    context.fill();
  }
  context.restore();
}

function drawSpine(context: Context, rng: Rng, ink: string, accent: string): void {
  const from = spineFrom * width;
  const across = (spineTo - spineFrom) * width;
  context.fillStyle = accent;
  if (chance(rng, 0.5)) {
    for (const y of [28, 36, height - 44]) context.fillRect(from, y, across, 4);
  } else if (chance(rng, 0.4)) context.fillRect(from, 0, across, height);
  context.save();
  context.translate(from + across / 2, height / 2);
  context.rotate(Math.PI / 2);
  context.fillStyle = ink;
  context.textAlign = 'center';
  context.font = 'bold 22px sans-serif';
  context.fillText(`${title(rng)}   ${name(rng)}`, 0, 8, height * 0.75);
  context.restore();
}

function drawBack(context: Context, rng: Rng, ink: string): void {
  context.fillStyle = ink;
  context.globalAlpha = 0.8;
  for (let y = 60; y < 210; y += 12) context.fillRect(28, y, between(rng, 110, 180), 4);
  context.globalAlpha = 1;
  context.fillStyle = '#fff';
  context.fillRect(140, 290, 64, 44);
  context.fillStyle = '#111';
  for (let x = 146; x < 198; x += between(rng, 2, 5))
    context.fillRect(x, 295, between(rng, 1, 2), 34);
}
