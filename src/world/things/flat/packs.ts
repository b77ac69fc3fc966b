/** Fronts of printed cartons: cereal, tea, parcels, gifts. Drawn once each. */
import type { Texture } from 'three';
import type { Kit } from '../../render/kit';
import { drawPicture } from './covers';
import { between, pick } from './draw';

export const packCount = 12;

const names = ['CRISP', 'Alma', 'ORO', 'TeaTime', 'NORD', 'Bella', 'FLAKES', 'Kiko', 'PURA', 'Max'];

export function pack(kit: Kit, index: number): Texture {
  return kit.print(`box-pack-${index}`, 256, 256, (context, rng) => {
    const hue = rng.integer(0, 359);
    const ground = context.createLinearGradient(0, 0, index % 2 === 0 ? 0 : 256, 256);
    ground.addColorStop(0, `hsl(${hue}, 70%, ${between(rng, 40, 88)}%)`);
    ground.addColorStop(1, `hsl(${hue + 25}, 75%, ${between(rng, 25, 60)}%)`);
    context.fillStyle = ground;
    context.fillRect(0, 0, 256, 256);
    const accent = `hsl(${hue + rng.integer(120, 240)}, 80%, 52%)`;
    context.fillStyle = accent;
    if (index % 4 === 0) {
      context.beginPath();
      context.ellipse(128, 78, 112, 46, -0.12, 0, 7);
      context.fill();
      drawPicture(context, rng, 40, 142, 176, 92);
    } else if (index % 4 === 1) {
      context.fillRect(0, 150, 256, 34);
      for (let i = 0; i < 26; i++) {
        context.beginPath();
        context.arc(rng.integer(0, 256), rng.integer(150, 250), between(rng, 4, 15), 0, 7);
        context.fill();
      }
    } else if (index % 4 === 2) {
      // A gift: pattern and ribbon.
      context.globalAlpha = 0.5;
      for (let y = 0; y < 256; y += 32) {
        for (let x = (y / 32) % 2 === 0 ? 0 : 16; x < 256; x += 32) {
          context.beginPath();
          context.arc(x, y, 7, 0, 7);
          context.fill();
        }
      }
      context.globalAlpha = 1;
      context.fillRect(112, 0, 32, 256);
      context.fillRect(0, 112, 256, 32);
      return;
    } else {
      context.fillStyle = '#fff';
      context.fillRect(24, 24, 208, 120);
      context.fillStyle = accent;
      context.fillRect(0, 190, 256, 10);
      context.fillRect(0, 208, 256, 4);
    }
    context.fillStyle = index % 4 === 3 ? '#1b1b1f' : '#fff';
    context.textAlign = 'center';
    context.font = `bold ${rng.integer(42, 58)}px ${pick(rng, ['serif', 'sans-serif', 'Georgia, serif'])}`;
    context.fillText(pick(rng, names), 128, 96, 190);
    context.font = '16px sans-serif';
    context.fillText('net 250 g', 128, 124);
  });
}
