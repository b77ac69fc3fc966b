/** The service worker's state, for the reader: kept for offline use, or a newer version waiting. */
import { registerSW } from 'virtual:pwa-register';

export class Offline {
  /** True once every file of the app is kept on this machine. */
  isReady = $state(false);
  /** True when a newer version waits to be used. */
  hasUpdate = $state(false);
  /** Why the app could not be kept, in words. */
  problem = $state<string>();

  readonly #update: (reload?: boolean) => Promise<void>;

  constructor() {
    this.#update = registerSW({
      onOfflineReady: () => {
        this.isReady = true;
      },
      onNeedRefresh: () => {
        this.hasUpdate = true;
      },
      onRegisterError: (error: unknown) => {
        this.problem = `The app could not be kept for use without a network: ${String(error)}`;
      },
    });
  }

  /** Switches to the waiting version and reloads the page. */
  update(): Promise<void> {
    return this.#update(true);
  }
}
