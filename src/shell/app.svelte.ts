/** What all pages share: the lab worker, the notebook, the settings and the route. */
import { getContext, setContext } from 'svelte';
import { runtimeVersions } from '$src/detect/versions';
import { environmentOf } from '$src/evidence/environment';
import { Notebook } from '$src/evidence/notebook.svelte';
import { LabBench } from '$src/lab/bench.svelte';
import { openDatabase } from '$src/storage/database';
import { parseRoute, type Route } from './router';
import { Offline } from './offline.svelte';
import { Settings } from './settings.svelte';

export class App {
  readonly bench = new LabBench();
  readonly notebook = new Notebook({ store: openDatabase() });
  readonly settings = new Settings();
  readonly offline = new Offline();
  route = $state.raw<Route>(parseRoute(location.hash));
  isNotebookOpen = $state(false);

  constructor() {
    addEventListener('hashchange', () => {
      this.route = parseRoute(location.hash);
    });
    if ('cvLabHooks' in globalThis) Object.assign(globalThis, { cvLab: this }); // end-to-end tests look inside
  }

  /** Tests this machine's backends once, and tells the notebook what its records are held against. */
  async probe(): Promise<void> {
    await this.bench.probe();
    this.notebook.runtimeVersions = runtimeVersions;
    this.notebook.environments = Object.values(this.bench.states).flatMap((state) =>
      state.isUsable ? [environmentOf(state, this.bench.timerResolutionMs ?? 0)] : [],
    );
  }

  dispose(): void {
    this.bench.dispose();
    this.notebook.dispose();
  }
}

const key = Symbol('app');

export function provideApp(app: App): App {
  return setContext(key, app);
}

export function useApp(): App {
  return getContext<App>(key);
}
