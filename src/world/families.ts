/** The families of tables, backdrops and surrounding light, by domain. The renderer draws each by name. */
import type { Domain } from './scene';

export const tableFamilies = {
  studio: ['oak', 'walnut', 'birch', 'laminate', 'marble', 'linen'],
  field: ['planks', 'stone', 'gingham', 'steel', 'grass', 'mosaic'],
} as const satisfies Record<Domain, readonly string[]>;

export const backdropFamilies = {
  studio: ['wall', 'paper', 'wallpaper', 'tiles', 'curtain', 'shelf'],
  field: ['garden', 'brick', 'sky', 'foliage', 'street', 'kitchen'],
} as const satisfies Record<Domain, readonly string[]>;

export const surroundingFamilies = {
  studio: ['softbox', 'window', 'ring', 'room', 'strips'],
  field: ['sun', 'overcast', 'evening', 'shade', 'neon'],
} as const satisfies Record<Domain, readonly string[]>;
