/** The live picture on the whole screen, and the page's keys. */

/**
 * The browser's own full screen, or the whole window where it offers none for pages (iPhone).
 * Whoever creates one calls `dispose`.
 */
export class FullScreen {
  isOn = $state(false);
  /** Over the window only: the browser has no full screen for elements. */
  isMakeshift = $state(false);
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
  }

  dispose(): void {
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
    }
  }
}

export type LiveAction = 'pause' | 'snapshot' | 'record' | 'mirror' | 'screen';

const keys: Readonly<Record<string, LiveAction>> = {
  ' ': 'pause',
  s: 'snapshot',
  r: 'record',
  m: 'mirror',
  f: 'screen',
};

/** What a key does here; undefined while the reader types, or where the key means something else. */
export function keyAction(event: KeyboardEvent): LiveAction | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return undefined;
  const action = keys[event.key.toLowerCase()];
  if (!action || !(event.target instanceof Element)) return action;
  const types = 'input:not([type=checkbox], [type=range]), select, textarea, [contenteditable]';
  if (event.target.closest(`${types}, dialog`)) return undefined;
  // Space presses what has the focus.
  const isPressable = event.target.closest('button, a, summary, input, video') !== null;
  return action === 'pause' && isPressable ? undefined : action;
}
