/**
 * One open lab page: its state, its live result, its measurements. No DOM; the page, the lab's
 * Lab.svelte and the tests drive the same object. Whoever creates it calls `dispose()`.
 */
import type { ParamValue } from '$src/core/params';
import type { Notebook } from '$src/evidence/notebook.svelte';
import type { BackendName } from '$src/ops/op';
import type { ImageSource } from '$src/sources/source.svelte';
import { waitFor } from '$src/detect/waiting';
import { isAbort } from '$src/workers/lane';
import type { BackendChoice, LabBench } from './bench.svelte';
import type {
  Answers,
  BenchInput,
  Experiment,
  LabMeta,
  PipelineResult,
  Progress,
  TableRow,
} from './contract';
import type { KernelProblem, RunRequest } from './lab.worker';
import { judge, slotViews, type Situation, type SlotView } from './slots';
import { defaultState, formatState, parseState, type LabState } from './url-state';

/** An edit of one kernel in this session. */
export interface KernelEdit {
  readonly backend: BackendName;
  readonly op: string;
  readonly kernel: string;
  readonly source: string;
}

/** The experiment that is running. */
export interface Measuring {
  readonly experiment: string;
  /** By `performance.now()`. */
  readonly startedAt: number;
  readonly progress?: Progress;
}

const liveHistory = 200;

export class LabSession {
  readonly lab: LabMeta;
  readonly answers: Answers;
  readonly experiments: readonly Experiment[];
  readonly bench: LabBench;
  readonly source: ImageSource;
  readonly notebook: Notebook;
  readonly preferredBackend: BackendChoice;

  state = $state.raw<LabState>() as LabState;
  problems = $state<readonly string[]>([]);
  result = $state.raw<PipelineResult>();
  error = $state<string>();
  isComputing = $state(false);
  /** Wall times of the last live runs in ms; ink, not evidence. */
  liveMs = $state.raw<readonly number[]>([]);
  measuring = $state.raw<Measuring>();
  measureError = $state<string>();
  tables = $state<Readonly<Record<string, readonly TableRow['cells'][]>>>({});
  /** What experiments of this visit gave the page to draw with, by name (`DataEvent`). */
  data = $state.raw<Readonly<Record<string, unknown>>>({});
  edits = $state<readonly KernelEdit[]>([]);
  /** A picture made by hand beside the chosen one, e.g. `{ drawn: mask }`; set through `draw()`. */
  drawn = $state.raw<Pick<BenchInput, 'drawn'>>({});
  /** SHA-256 by id of the models that the lab runs, once it knows them: evidence about others is stale. */
  models = $state.raw<Readonly<Record<string, string>>>({});
  /**
   * Further live work on the picture (detectors in workers of their own), after the pipeline and in its turn:
   * it waits while something is measured, and the next frame waits for it.
   */
  onComputed: (() => Promise<void>) | undefined;
  /** The page's other work that must not run beside a timed run: resolves when it has ended, never rejects. */
  onMeasure: (() => Promise<void>) | undefined;

  readonly backend = $derived.by((): BackendName =>
    this.bench.resolve(this.state.backend === 'auto' ? this.preferredBackend : this.state.backend),
  );
  /** What a chosen but unusable backend was replaced by, as a sentence. */
  readonly fallback = $derived.by((): string | undefined => {
    const asked = this.state.backend;
    if (asked === 'auto' || asked === this.backend) return undefined;
    return this.bench.states[asked]?.reason ?? `${asked} is not available here.`;
  });
  readonly slots = $derived.by((): ReadonlyMap<string, SlotView> =>
    slotViews(this.#situation(), this.notebook),
  );

  #abort: AbortController | undefined;
  #isDirty = false;
  #computing: Promise<void> | undefined;
  #isDisposed = false;
  #writeUrl: (query: string) => void;

  constructor(options: {
    readonly lab: LabMeta;
    readonly answers: Answers;
    readonly experiments: readonly Experiment[];
    readonly bench: LabBench;
    readonly source: ImageSource;
    readonly notebook: Notebook;
    readonly query: URLSearchParams;
    /** From the settings: what `auto` in a link means for this reader. */
    readonly preferredBackend?: BackendChoice;
    /** Called with the new query text whenever the state changes. */
    readonly writeUrl: (query: string) => void;
  }) {
    this.lab = options.lab;
    this.answers = options.answers;
    this.experiments = options.experiments;
    this.bench = options.bench;
    this.source = options.source;
    this.notebook = options.notebook;
    this.preferredBackend = options.preferredBackend ?? 'auto';
    this.#writeUrl = options.writeUrl;
    this.readUrl(options.query);
    this.source.onFrame = () => this.compute();
    this.bench.onEditsLost = (backend) => {
      this.edits = this.edits.filter((edit) => backend !== undefined && edit.backend !== backend);
    };
    this.notebook.setJudge(this.lab.slug, (evidence) => judge(this.#situation(), evidence));
  }

  // ---- state --------------------------------------------------------------------------------------

  /** Takes the whole state from a link; what it cannot read is told in `problems`. */
  readUrl(query: URLSearchParams): void {
    const { state, problems } = parseState(this.lab, query);
    this.state = state;
    this.problems = problems;
  }

  dismissProblem(problem: string): void {
    this.problems = this.problems.filter((other) => other !== problem);
  }

  /** Opens the picture that the state names; one of the reader's own cannot be restored from a link. */
  async openSource(): Promise<void> {
    await this.source.open(this.state.source, this.lab.sample);
  }

  set<K extends keyof LabState>(key: K, value: LabState[K]): void {
    this.state = { ...this.state, [key]: value };
    this.#writeUrl(formatState(this.lab, this.state));
  }

  setParam(key: string, value: ParamValue): void {
    this.set('params', { ...this.state.params, [key]: value });
  }

  param<T extends ParamValue>(key: string): T {
    return this.state.params[key] as T;
  }

  reset(): void {
    this.state = { ...defaultState(this.lab), source: this.state.source, level: this.state.level };
    this.#writeUrl(formatState(this.lab, this.state));
  }

  // ---- live computation ---------------------------------------------------------------------------

  /**
   * Runs the pipeline on the current picture and resolves when a result of the present state is there.
   * Calls while one is running (a dragged slider) are folded into a single further run; while an
   * experiment measures, the run waits for its end.
   */
  compute(): Promise<void> {
    this.#isDirty = true;
    if (this.measuring) return Promise.resolve();
    this.#computing ??= this.#computeUntilClean();
    return this.#computing;
  }

  async #computeUntilClean(): Promise<void> {
    this.isComputing = true;
    try {
      while (this.#isDirty && !this.measuring && !this.#isDisposed) {
        this.#isDirty = false;
        await this.#computeOnce();
      }
    } finally {
      this.isComputing = false;
      this.#computing = undefined;
    }
  }

  async #computeOnce(): Promise<void> {
    const current = this.source.current;
    if (!current) return;
    try {
      await this.#sendInput();
      const start = performance.now();
      this.result = await this.bench.runPipeline({
        ...this.#request(),
        wantsGpuTime: this.state.view === 'timing',
      });
      this.liveMs = [...this.liveMs, performance.now() - start].slice(-liveHistory);
      this.error = undefined;
      if (this.measuring) {
        this.#isDirty = true; // the rest of this frame's work follows the measurement
        return;
      }
      await this.onComputed?.();
    } catch (error) {
      if (!isAbort(error)) this.error = messageOf(error);
    }
  }

  /** Gives the worker the picture on the bench; returns at once when it already holds it. */
  async #sendInput(): Promise<void> {
    const current = this.source.current;
    if (!current) throw new Error('No picture has been chosen yet.');
    const { image, truth, clean, objects } = current;
    const input = {
      image,
      ...(truth ? { truth } : {}),
      ...(clean ? { clean } : {}),
      ...(objects ? { objects } : {}),
      ...this.drawn,
    };
    await this.bench.setInput(input, current.subject);
  }

  #request(): RunRequest {
    return {
      slug: this.lab.slug,
      backend: this.backend,
      params: $state.snapshot(this.state.params) as LabState['params'],
      seed: this.state.seed,
    };
  }

  // ---- measuring ----------------------------------------------------------------------------------

  get isMeasuring(): boolean {
    return this.measuring !== undefined;
  }

  /** Runs one experiment and files its evidence. Errors are told in `measureError`; nothing filed is lost. */
  async measure(experimentId: string): Promise<void> {
    const current = this.source.current;
    if (!current || this.measuring) return;
    this.source.hold(); // a camera frame: the next one would be another subject
    const startedAt = performance.now();
    this.measuring = { experiment: experimentId, startedAt };
    this.measureError = undefined;
    const abort = new AbortController();
    this.#abort = abort;
    this.tables = {};
    try {
      await this.#bringToRest(abort.signal);
      await this.#sendInput();
      await this.bench.runExperiment(
        this.#request(),
        experimentId,
        (event) => {
          if (event.kind === 'evidence') {
            void this.notebook.add(event.evidence);
            return;
          }
          // What arrives after the end must not start the measurement anew, nor fill another's tables.
          if (this.#abort !== abort) return;
          if (event.kind === 'progress') {
            this.measuring = { experiment: experimentId, startedAt, progress: event };
          } else if (event.kind === 'data') {
            this.data = { ...this.data, [event.name]: event.value };
          } else {
            this.tables = {
              ...this.tables,
              [event.table]: [...(this.tables[event.table] ?? []), event.cells],
            };
          }
        },
        abort.signal,
      );
    } catch (error) {
      if (!isAbort(error)) this.measureError = messageOf(error);
    } finally {
      this.measuring = undefined;
      this.#abort = undefined;
    }
    if (this.#isDirty) await this.compute();
  }

  /** What still runs on the bench would share the processor with the first timed runs. Rejects when aborted. */
  async #bringToRest(signal: AbortSignal): Promise<void> {
    const work = [this.#computing, this.onMeasure?.()].filter((one) => one !== undefined);
    const { measuring } = this;
    if (work.length === 0 || !measuring) return;
    const note = 'Waiting for the bench to come to rest';
    this.measuring = { ...measuring, progress: { kind: 'progress', done: 0, total: 1, note } };
    await waitFor(Promise.all(work), { signal });
    this.measuring = measuring;
  }

  cancel(): void {
    this.#abort?.abort();
  }

  /** Commits a guess for the experiment's slot, then measures. */
  async guess(experiment: Experiment, value: number): Promise<void> {
    if (this.measuring) {
      this.measureError = 'Another experiment is measuring: wait for it or cancel it, then guess.';
      return;
    }
    const slot = experiment.yields.find((spec) => spec.id === experiment.predict.slot);
    await this.notebook.guess({
      lab: this.lab.slug,
      experiment: experiment.id,
      slot: experiment.predict.slot,
      value,
      unit: slot?.unit ?? '',
    });
    await this.measure(experiment.id);
  }

  // ---- kernels ------------------------------------------------------------------------------------

  /** Compiles and installs a reader's edit; returns the compiler's complaints (none: it runs). */
  async editKernel(edit: KernelEdit): Promise<readonly KernelProblem[]> {
    const problems = await this.bench.setKernel(edit.backend, edit.op, edit.kernel, edit.source);
    if (problems.length === 0) {
      this.edits = [...this.edits.filter((other) => !isSameKernel(other, edit)), edit];
      await this.compute();
    }
    return problems;
  }

  async resetKernel(edit: Omit<KernelEdit, 'source'>): Promise<void> {
    await this.bench.setKernel(edit.backend, edit.op, edit.kernel, undefined);
    this.edits = this.edits.filter((other) => !isSameKernel(other, edit));
    await this.compute();
  }

  /** Gives the pipeline a picture made by hand (undefined: none) and runs it. */
  async draw(image: BenchInput['drawn'] | undefined): Promise<void> {
    this.drawn = image ? { drawn: image } : {};
    await this.compute();
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.cancel();
    this.notebook.setJudge(this.lab.slug, undefined);
    this.source.dispose();
    this.bench.onEditsLost = undefined;
    // Settled, not awaited one by one: a backend that is gone took its edit with it.
    await Promise.allSettled([
      ...this.edits.map(({ backend, op, kernel }) =>
        this.bench.setKernel(backend, op, kernel, undefined),
      ),
      this.bench.trim(),
    ]);
  }

  // ---- slots --------------------------------------------------------------------------------------

  /** What the page shows now, against which records are held. */
  #situation(): Situation {
    return {
      lab: this.lab,
      experiments: this.experiments,
      subject: this.source.current?.subject,
      params: this.state.params,
      seed: this.state.seed,
      backend: this.backend,
      states: this.bench.states,
      timerResolutionMs: this.bench.timerResolutionMs ?? 0,
      models: this.models,
      running: this.measuring?.experiment,
    };
  }
}

function isSameKernel(a: Omit<KernelEdit, 'source'>, b: Omit<KernelEdit, 'source'>): boolean {
  return a.backend === b.backend && a.op === b.op && a.kernel === b.kernel;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
