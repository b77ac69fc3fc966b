/**
 * Evidence: a measured value with everything needed to say when it stops being true.
 * An answer's slot shows evidence or stays empty; nobody types a number.
 */
import type { AnyParams } from '$src/core/params';
import type { BackendName } from '$src/ops/op';

/** One number that an experiment yields and an answer may quote as `{measured id}`. */
export interface SlotSpec {
  /** Unique inside its lab: kebab-case. */
  readonly id: string;
  /** What was measured, as a noun phrase: "Edge pieces, thresholds 20 and 60". */
  readonly label: string;
  /** '' for pure numbers. */
  readonly unit: string;
  /** Digits after the decimal point; default: three significant digits. */
  readonly digits?: number;
  /** True when every backend and browser gives this very number (a count): only picture and parameters matter. */
  readonly isExact?: boolean;
}

/** What was measured on: an image, an image set or a model, by content. */
export interface Subject {
  /** Short name for the reader: "tabletop", "your photo.jpg". */
  readonly label: string;
  /** SHA-256 of the pixels (with size and type) or of the file, hex. */
  readonly sha256: string;
}

/** Where it was measured. `fingerprint` changes when any of the others that matter change. */
export interface Environment {
  readonly browser: string;
  readonly platform: string;
  /** The backend that really ran. */
  readonly backend: BackendName;
  /** The device of that backend: GPU adapter, or "TypeScript, 1 thread". */
  readonly device: string;
  readonly threads: number;
  readonly isCrossOriginIsolated: boolean;
  readonly timerResolutionMs: number;
  /**
   * Where a neural network ran: library, version, what computed in it, threads, as in "onnxruntime-web 1.30.0,
   * wasm, 1 thread". `backend` then says nothing about the number.
   */
  readonly runtime?: string;
  /** With `runtime` on a GPU: that GPU as the bench words it, because libraries word theirs differently. */
  readonly gpu?: string;
  readonly fingerprint: string;
}

/** Summary of repeated runs. All in the unit of the slot. */
export interface Summary {
  readonly n: number;
  readonly discarded: number;
  readonly median: number;
  readonly p05: number;
  readonly p95: number;
  /** The kept runs in order, at most 200 (thinned evenly beyond that). */
  readonly runs: readonly number[];
  /** Calls per timed run, when one call is shorter than 20 timer ticks; each run is divided by it. */
  readonly batch?: number;
  /**
   * Present only when this machine's own speed changed by more than 10 % while measuring: the time
   * of a fixed loop on the CPU afterwards divided by the time before (1.3 = 30 % slower).
   */
  readonly drift?: number;
}

/** A ratio of two interleaved measurements with its bootstrap interval. */
export interface RatioInterval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

export interface Evidence extends Summary {
  /** Random id of the record. */
  readonly id: string;
  readonly lab: string;
  readonly experiment: string;
  readonly slot: string;
  readonly label: string;
  readonly unit: string;
  readonly digits?: number;
  /** The quoted value: the median of the runs, or the single exact value. */
  readonly value: number;
  readonly interval?: RatioInterval;
  readonly subject: Subject;
  /** Only the parameters that the value depends on. */
  readonly params: AnyParams;
  readonly seed: number;
  readonly environment: Environment;
  /** True when the number is about this backend by name, whichever is chosen now. */
  readonly isBackendPinned?: boolean;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  /** Set on records that came from a file: never counts as measured here. */
  readonly importedFrom?: string;
  /** True when the experiment chose the picture itself: the one on the bench does not matter. */
  readonly isSubjectPinned?: boolean;
  /** From `SlotSpec.isExact`: browser, device and backend do not matter. */
  readonly isExact?: boolean;
  /** The models that ran: id and SHA-256 of the weights. The record goes stale when one is replaced. */
  readonly models?: readonly Subject[];
}

/** A guess committed before measuring. */
export interface Guess {
  readonly id: string;
  readonly lab: string;
  readonly experiment: string;
  readonly slot: string;
  readonly value: number;
  readonly unit: string;
  readonly madeAt: string;
  /** The measured value that answered it, once there is one. */
  readonly answer?: { readonly value: number; readonly evidence: string; readonly at: string };
  /** Set on guesses that came from a file: somebody else's, never scored. */
  readonly importedFrom?: string;
}

/** The conditions now, against which a record is fresh or stale. */
export interface Conditions {
  readonly subject: Subject;
  readonly params: AnyParams;
  readonly seed: number;
  readonly environment: Environment;
  /** SHA-256 by id of the models that this page would run now; one that is not listed is not judged. */
  readonly models?: Readonly<Record<string, string>>;
  /** What networks would run on now. */
  readonly runtimes?: RuntimesNow;
}

/** What networks would run on now; what is not listed is not judged. */
export interface RuntimesNow {
  /** Version of each library. */
  readonly versions: Readonly<Partial<Record<'ort' | 'tfjs', string>>>;
  /** The bench's GPU by interface, "webgpu" or "webgl". */
  readonly gpus: Readonly<Record<string, string>>;
}

export type SlotState = 'empty' | 'running' | 'filled' | 'stale' | 'foreign';
