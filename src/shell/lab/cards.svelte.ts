/** Which card is open on a lab page: the guess card of an empty slot, or the provenance of a filled one. */
export interface OpenCard {
  readonly kind: 'guess' | 'provenance';
  readonly slot: string;
  /** The slot element that the card belongs to; focus returns to it. */
  readonly anchor: HTMLElement;
}

export class Cards {
  open = $state.raw<OpenCard>();

  toggle(card: OpenCard): void {
    this.open = this.open?.anchor === card.anchor ? undefined : card;
  }

  close(): void {
    const anchor = this.open?.anchor;
    this.open = undefined;
    anchor?.focus();
  }
}
