/**
 * The reader's settings: theme, motion and preferred backend. Kept in localStorage where the browser
 * allows it (the theme must be known before the first paint), otherwise until the tab closes.
 */
import type { BackendChoice } from '$src/lab/bench.svelte';

export type Theme = 'system' | 'light' | 'dark';
export type Motion = 'system' | 'reduced';

const keys = { theme: 'cv-lab-theme', motion: 'cv-lab-motion', backend: 'cv-lab-backend' } as const;

export class Settings {
  theme = $state<Theme>('system');
  motion = $state<Motion>('system');
  backend = $state<BackendChoice>('auto');
  /** False when the browser refuses to keep settings. */
  isKept = $state(true);

  constructor() {
    this.theme = this.#read(keys.theme, ['light', 'dark'], 'system');
    this.motion = this.#read(keys.motion, ['reduced'], 'system');
    this.backend = this.#read(keys.backend, ['webgpu', 'webgl2', 'reference'], 'auto');
    this.#apply();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.#write(keys.theme, theme, 'system');
    this.#apply();
  }

  setMotion(motion: Motion): void {
    this.motion = motion;
    this.#write(keys.motion, motion, 'system');
    this.#apply();
  }

  setBackend(backend: BackendChoice): void {
    this.backend = backend;
    this.#write(keys.backend, backend, 'auto');
  }

  /** What the page shows now, `system` resolved. */
  get shownTheme(): 'light' | 'dark' {
    if (this.theme !== 'system') return this.theme;
    return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }

  #apply(): void {
    const { dataset } = document.documentElement;
    if (this.theme === 'system') delete dataset['theme'];
    else dataset['theme'] = this.theme;
    if (this.motion === 'system') delete dataset['motion'];
    else dataset['motion'] = this.motion;
  }

  #read<T extends string>(key: string, allowed: readonly T[], initial: T): T;
  #read<T extends string, I extends string>(key: string, allowed: readonly T[], initial: I): T | I;
  #read(key: string, allowed: readonly string[], initial: string): string {
    try {
      const value = localStorage.getItem(key);
      return value !== null && allowed.includes(value) ? value : initial;
    } catch (error) {
      this.#refuse(error);
      return initial;
    }
  }

  #write(key: string, value: string, initial: string): void {
    try {
      if (value === initial) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** Blocked or full storage is a state of the browser, told on the settings page; the rest is a bug. */
  #refuse(error: unknown): void {
    if (!(error instanceof DOMException)) throw error;
    this.isKept = false;
  }
}
