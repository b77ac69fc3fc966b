/** Dials of clocks, drawn once each. Light ones are tinted by the material's colour, dark ones keep dark. */
import type { Texture } from 'three';
import type { Rng } from '$src/core/rng';
import type { Kit } from '../../render/kit';
import { pick } from './draw';

export const dialCount = 16;

/** Every third dial is dark: its hands must be light. */
export function isDarkDial(index: number): boolean {
  return index % 3 === 2;
}

const roman = ['XII', 'I', 'II', 'III', 'IIII', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI'];
const styles = [
  'arabic',
  'roman',
  'strokes',
  'arabic',
  'quarters',
  'dots',
  'arabic',
  'none',
] as const;

/** Fills the whole print, so that square dials have it in the corners too. */
export function dial(kit: Kit, index: number): Texture {
  return kit.print(`clock-dial-${index}`, 256, 256, (context, rng) => {
    const isDark = isDarkDial(index);
    const grounds = isDark
      ? ['#16181b', '#1d2b45', '#3a1b1e', '#23372e']
      : ['#fff', '#f6ecd2', '#eee', '#f9f7f0'];
    const ink = isDark
      ? pick(rng, ['#f2f2f2', '#e8d9a8', '#cfe8d0'])
      : pick(rng, ['#141414', '#141414', '#2d2117', '#1c2e5a']);
    context.fillStyle = pick(rng, grounds);
    context.fillRect(0, 0, 256, 256);
    context.translate(128, 128);
    context.fillStyle = ink;
    context.strokeStyle = ink;
    draw(context, rng, pick(rng, styles.slice(index % 8, (index % 8) + 1)), index);
  });
}

function draw(
  context: OffscreenCanvasRenderingContext2D,
  rng: Rng,
  style: (typeof styles)[number],
  index: number,
): void {
  const hasRail = index % 4 !== 3;
  if (hasRail) {
    for (let minute = 0; minute < 60; minute++) {
      context.save();
      context.rotate((minute / 60) * 2 * Math.PI);
      const isHour = minute % 5 === 0;
      context.fillRect(isHour ? -2 : -0.8, -119, isHour ? 4 : 1.6, isHour ? 12 : 7);
      context.restore();
    }
  }
  if (index % 5 === 1) {
    context.lineWidth = 1.6;
    for (const radius of [105, 121]) {
      context.beginPath();
      context.arc(0, 0, radius, 0, 7);
      context.stroke();
    }
  }
  const px = style === 'roman' ? 27 : rng.integer(28, 40);
  const face = pick(rng, ['serif', 'sans-serif', 'Arial, sans-serif', 'Georgia, serif']);
  context.font = `${index % 2 === 0 ? 'bold ' : ''}${px}px ${face}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let hour = 0; hour < 12; hour++) {
    const angle = (hour / 12) * 2 * Math.PI;
    const isQuarter = hour % 3 === 0;
    const [x, y] = [86 * Math.sin(angle), -86 * Math.cos(angle)];
    if (style === 'arabic' || (style === 'quarters' && isQuarter)) {
      context.fillText(String(hour === 0 ? 12 : hour), x, y + 2);
    } else if (style === 'roman') {
      context.save();
      context.rotate(angle);
      context.fillText(roman[hour] ?? '', 0, -86);
      context.restore();
    } else if (style === 'dots') {
      context.beginPath();
      context.arc(x * 1.15, y * 1.15, isQuarter ? 9 : 6, 0, 7);
      context.fill();
    } else if (style === 'strokes' || style === 'quarters') {
      context.save();
      context.rotate(angle);
      const long = isQuarter ? 34 : 24;
      context.fillRect(-3.5, -112, 7, long);
      context.restore();
    }
  }
  if (index % 2 === 1 || style === 'none') {
    context.font = '11px sans-serif';
    context.fillText(pick(rng, ['QUARTZ', 'Tempora', 'Lenz & Co', 'NORDIK']), 0, -42);
  }
}
