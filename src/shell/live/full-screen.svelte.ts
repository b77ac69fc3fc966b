/** The live picture on the whole screen, and the page's keys. */

/**
 * The browser's own full screen, or the whole window where it offers none for pages (iPhone).
 * Whoever creates one calls `dispose`.
 */
export class FullScreen {
  isOn = $state(false);
  /** Over the window only: the browser has no full screen for elements. */
  isMakeshift = $state(false);
  /** What the makeshift covers, out of reach until it is left. */
  #covered: readonly HTMLElement[] = [];
  readonly #changed = (): void => {
    if (this.isMakeshift) return;
    this.isOn = document.fullscreenElement !== null;
  };

  constructor() {
    document.addEventListener('fullscreenchange', this.#changed);
  }

  async toggle(element: HTMLElement | undefined): Promise<void> {
    if (this.isMakeshift) {
      this.leaveMakeshift();
    } else if (document.fullscreenElement) {
      await document.exitFullscreen();
    } else if (element) {
      await this.#enter(element);
    }
  }

  leaveMakeshift(): void {
    this.isMakeshift = false;
    this.isOn = false;
    this.#cover([]);
  }

  dispose(): void {
    this.#cover([]);
    document.removeEventListener('fullscreenchange', this.#changed);
    if (document.fullscreenElement) void document.exitFullscreen();
  }

  async #enter(element: HTMLElement): Promise<void> {
    try {
      await element.requestFullscreen({ navigationUI: 'hide' });
    } catch {
      // Refused, or not offered: the window is what there is.
      this.isMakeshift = true;
      this.isOn = true;
      this.#cover(allBeside(element));
    }
  }

  #cover(covered: readonly HTMLElement[]): void {
    for (const element of this.#covered) element.inert = false;
    for (const element of covered) element.inert = true;
    this.#covered = covered;
    // The page behind must not scroll under the finger.
    document.documentElement.style.overflow = covered.length > 0 ? 'hidden' : '';
  }
}

/** The elements outside of `element` and its ancestors, without those that are inert already. */
function allBeside(element: HTMLElement): readonly HTMLElement[] {
  const beside: HTMLElement[] = [];
  for (
    let node = element;
    node.parentElement && node !== document.body;
    node = node.parentElement
  ) {
    for (const other of node.parentElement.children) {
      if (other !== node && other instanceof HTMLElement && !other.inert) beside.push(other);
    }
  }
  return beside;
}

export type LiveAction = 'pause' | 'snapshot' | 'record' | 'mirror' | 'screen';

const keys: Readonly<Record<string, LiveAction>> = {
  ' ': 'pause',
  s: 'snapshot',
  r: 'record',
  m: 'mirror',
  f: 'screen',
};

/** What a key does in the live picture; undefined where the key means something else. */
export function keyAction(event: KeyboardEvent): LiveAction | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return undefined;
  const action = keys[event.key.toLowerCase()];
  // Space presses the button that has the focus.
  const isOnButton = event.target instanceof Element && event.target.closest('button') !== null;
  return action === 'pause' && isOnButton ? undefined : action;
}
