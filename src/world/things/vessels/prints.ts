/**
 * Printed art for labels, cups and cans: invented brands, blocks of small print, medallions, fruit and
 * barcodes. 16 labels and 8 patterns for crockery; everything else comes from colours and placement.
 */
import type { Texture } from 'three';
import type { Rng } from '$src/core/rng';
import type { Kit } from '../../render/kit';
import { between, chance, pick } from './drawing';

type Pen = OffscreenCanvasRenderingContext2D;

export const labelCount = 16;
export const decalCount = 8;

const syllables = 'va lo mi tre sel dor qua ber nis ol pla zu ka fen ri mont aro tel gra sol'.split(
  ' ',
);
const papers = [
  '#f4efe2',
  '#ffffff',
  '#1c1b1d',
  '#7a1420',
  '#143a5c',
  '#1f5a36',
  '#e8b21e',
  '#d9441f',
];
const inks = ['#1b1a18', '#8a1c22', '#12406b', '#1d5a30', '#b8892b', '#5b2a6b'];
const bright = [
  '#e3342c',
  '#f2c21a',
  '#1c77c9',
  '#2f9e44',
  '#ff7a1a',
  '#ffffff',
  '#e85aa0',
  '#22b8b0',
];
const faces = ['serif', 'sans-serif', 'italic serif', 'bold sans-serif', 'bold serif'] as const;

function word(rng: Rng, parts: number): string {
  const text = Array.from({ length: parts }, () => pick(rng, syllables)).join('');
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function font(pen: Pen, rng: Rng, sizePx: number): void {
  const face = pick(rng, faces);
  const at = face.lastIndexOf(' ');
  pen.font =
    at < 0 ? `${sizePx}px ${face}` : `${face.slice(0, at)} ${sizePx}px ${face.slice(at + 1)}`;
}

/** Lines too small to read: strokes of word length. */
function smallPrint(pen: Pen, rng: Rng, x: number, y: number, width: number, lines: number): void {
  for (let line = 0; line < lines; line++) {
    let at = x;
    const end = x + width * (line === lines - 1 ? 0.6 : 1);
    while (at < end - 4) {
      const length = Math.min(end - at, between(rng, 4, 18));
      pen.fillRect(at, y + line * 6, length, 2.4);
      at += length + 3;
    }
  }
}

function barcode(pen: Pen, rng: Rng, x: number, y: number, width: number, height: number): void {
  pen.fillStyle = '#ffffff';
  pen.fillRect(x - 4, y - 4, width + 8, height + 8);
  pen.fillStyle = '#000000';
  for (let at = x; at < x + width; at += between(rng, 2, 6))
    pen.fillRect(at, y, between(rng, 1, 2.5), height);
}

/** A sun, a leaf, a fruit, a mountain, a star or a crest. */
function emblem(pen: Pen, rng: Rng, x: number, y: number, r: number): void {
  const kind = rng.integer(0, 5);
  pen.beginPath();
  if (kind === 0) {
    for (let i = 0; i < 32; i++) {
      const angle = (i / 16) * Math.PI;
      const far = i % 2 ? r : r * 0.72;
      pen.lineTo(x + far * Math.cos(angle), y + far * Math.sin(angle));
    }
  } else if (kind === 1) {
    pen.moveTo(x - r, y + r * 0.6);
    pen.quadraticCurveTo(x - r * 0.6, y - r, x + r, y - r * 0.7);
    pen.quadraticCurveTo(x + r * 0.7, y + r * 0.8, x - r, y + r * 0.6);
  } else if (kind === 2) {
    pen.arc(x - r * 0.35, y + r * 0.2, r * 0.55, 0, 7);
    pen.arc(x + r * 0.4, y + r * 0.25, r * 0.5, 0, 7);
    pen.rect(x - 2, y - r, 4, r);
  } else if (kind === 3) {
    pen.moveTo(x - r * 1.3, y + r * 0.7);
    for (const [dx, dy] of [
      [-0.5, -0.7],
      [-0.1, 0],
      [0.4, -1],
      [1.3, 0.7],
    ] as const)
      pen.lineTo(x + r * dx, y + r * dy);
  } else if (kind === 4) {
    for (let i = 0; i < 10; i++) {
      const angle = (i / 5) * Math.PI - Math.PI / 2;
      const far = i % 2 ? r * 0.42 : r;
      pen.lineTo(x + far * Math.cos(angle), y + far * Math.sin(angle));
    }
  } else {
    pen.moveTo(x - r * 0.8, y - r);
    pen.lineTo(x + r * 0.8, y - r);
    pen.quadraticCurveTo(x + r * 0.8, y + r * 0.5, x, y + r);
    pen.quadraticCurveTo(x - r * 0.8, y + r * 0.5, x - r * 0.8, y - r);
  }
  pen.fill();
}

/** Quiet paper with a frame, a crest and a name: wine, oil, spirits. */
function estateLabel(pen: Pen, rng: Rng, w: number, h: number): void {
  const paper = chance(rng, 0.65) ? (papers[rng.integer(0, 1)] ?? '#ffffff') : pick(rng, papers);
  const isDark =
    paper === '#1c1b1d' || paper === '#7a1420' || paper === '#143a5c' || paper === '#1f5a36';
  const ink = isDark ? '#e9d9a8' : pick(rng, inks);
  pen.fillStyle = paper;
  pen.fillRect(0, 0, w, h);
  for (const x of [0, w / 2]) {
    const middle = x + w / 4;
    pen.strokeStyle = pen.fillStyle = ink;
    pen.lineWidth = 3;
    if (chance(rng, 0.7)) pen.strokeRect(x + 12, 10, w / 2 - 24, h - 20);
    pen.textAlign = 'center';
    if (x > 0) {
      smallPrint(pen, rng, x + 34, h * 0.2, w / 2 - 68, 12);
      barcode(pen, rng, middle - 40, h * 0.72, 80, h * 0.16);
      continue;
    }
    emblem(pen, rng, middle, h * 0.3, h * between(rng, 0.12, 0.19));
    font(pen, rng, h * 0.17);
    pen.fillText(word(rng, 3), middle, h * 0.63, w / 2 - 50);
    font(pen, rng, h * 0.08);
    pen.fillText(`${word(rng, 2)} ${rng.integer(1890, 2024)}`, middle, h * 0.76, w / 2 - 60);
    smallPrint(pen, rng, x + 50, h * 0.84, w / 2 - 100, 2);
  }
}

/** Loud colours with waves and a slanted name: water, soda, juice, ketchup. */
function brandLabel(pen: Pen, rng: Rng, w: number, h: number): void {
  const ground = pick(rng, bright);
  const second = pick(
    rng,
    bright.filter((colour) => colour !== ground),
  );
  const third = ground === '#ffffff' || second === '#ffffff' ? '#12406b' : '#ffffff';
  pen.fillStyle = ground;
  pen.fillRect(0, 0, w, h);
  pen.fillStyle = second;
  const waves = rng.integer(1, 3);
  pen.beginPath();
  pen.moveTo(0, h);
  for (let x = 0; x <= w; x += 8)
    pen.lineTo(x, h * (0.68 + 0.14 * Math.sin((x / w) * 2 * Math.PI * waves)));
  pen.lineTo(w, h);
  pen.fill();
  for (const x of [0, w / 2]) {
    const middle = x + w / 4;
    pen.fillStyle = second;
    emblem(pen, rng, middle + w * 0.13, h * 0.25, h * 0.16);
    pen.save();
    pen.translate(middle, h * 0.52);
    pen.rotate(-between(rng, 0, 0.16));
    pen.textAlign = 'center';
    pen.font = `bold ${chance(rng, 0.4) ? 'italic ' : ''}${h * 0.32}px ${pick(rng, ['serif', 'sans-serif'])}`;
    pen.lineWidth = 8;
    pen.lineJoin = 'round';
    pen.strokeStyle = third === '#ffffff' ? '#12202e' : '#ffffff';
    pen.fillStyle = third;
    const name = word(rng, 2);
    pen.strokeText(name, 0, 0, w * 0.4);
    pen.fillText(name, 0, 0, w * 0.4);
    pen.restore();
    pen.fillStyle = third;
    smallPrint(pen, rng, middle - w * 0.15, h * 0.86, w * 0.16, 2);
  }
  pen.fillStyle = third;
  smallPrint(pen, rng, w * 0.46, h * 0.2, w * 0.09, 9);
  barcode(pen, rng, w * 0.95, h * 0.3, w * 0.04, h * 0.4);
}

/** `index` 0..15. Even ones are quiet, odd ones loud; they go once round, the front at u = 0.25. */
export function labelPrint(kit: Kit, index: number): Texture {
  return kit.print(`vessel label ${index}`, 512, 192, (pen, rng) => {
    if (index % 2 === 0) estateLabel(pen, rng, 512, 192);
    else brandLabel(pen, rng, 512, 192);
  });
}

/** Dark on white, to be multiplied with the glaze; two fronts, at u = 0.25 and 0.75. `index` 0..7. */
export function decalPrint(kit: Kit, index: number): Texture {
  return kit.print(`vessel decal ${index}`, 512, 192, (pen, rng) => {
    pen.fillStyle = '#ffffff';
    pen.fillRect(0, 0, 512, 192);
    const colours = index < 3 ? inks : bright;
    for (const middle of [128, 384]) {
      pen.fillStyle = pick(
        rng,
        colours.filter((colour) => colour !== '#ffffff'),
      );
      pen.textAlign = 'center';
      if (index % 3 === 0) {
        emblem(pen, rng, middle, 80, 50);
        font(pen, rng, 34);
        pen.fillText(word(rng, 2), middle, 172, 180);
      } else if (index % 3 === 1) {
        font(pen, rng, 62);
        pen.fillText(word(rng, 2), middle, 90, 210);
        font(pen, rng, 40);
        pen.fillText(word(rng, 3), middle, 145, 200);
      } else {
        for (let i = 0; i < 14; i++) {
          pen.fillStyle = pick(
            rng,
            colours.filter((colour) => colour !== '#ffffff'),
          );
          emblem(
            pen,
            rng,
            middle - 128 + between(rng, 16, 240),
            between(rng, 20, 172),
            between(rng, 8, 22),
          );
        }
      }
    }
  });
}
