/**
 * Where a card opens. On wide screens left of the notebook column, over the bench, so that it never
 * covers the sentence it belongs to; else under its anchor, or above where there is no room below.
 */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly side: 'beside' | 'below' | 'above';
}

const margin = 12;
const gap = 8;

/**
 * All boxes in css px of the viewport. `column` is the column that must stay readable; without it, or
 * when there is no room left of it, the card goes under the anchor. `top` and `bottom` are bars that
 * stay free.
 */
export function placeCard(
  anchor: Box,
  card: { readonly width: number; readonly height: number },
  viewport: { readonly width: number; readonly height: number },
  column?: Box,
  bars: { readonly top: number; readonly bottom: number } = { top: 52, bottom: 0 },
): Placement {
  const highest = bars.top + margin;
  const lowest = viewport.height - bars.bottom - margin - card.height;
  if (column && column.left - card.width - 14 >= margin) {
    const wish = anchor.top + anchor.height / 2 - 40;
    return {
      left: column.left - card.width - 14,
      top: Math.max(highest, Math.min(lowest, wish)),
      side: 'beside',
    };
  }
  const middle = anchor.left + anchor.width / 2 - card.width / 2;
  const left = Math.max(margin, Math.min(viewport.width - card.width - margin, middle));
  const below = anchor.top + anchor.height + gap;
  if (below <= lowest) return { left, top: Math.max(highest, below), side: 'below' };
  const above = anchor.top - card.height - gap;
  if (above >= highest)
    return { left, top: Math.max(highest, Math.min(lowest, above)), side: 'above' };
  // Neither fits: below, as far as the screen goes, so that it does not hide the anchor more than needed.
  return { left, top: Math.max(highest, lowest), side: 'below' };
}
