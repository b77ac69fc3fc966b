/**
 * One third-party model as a page sees it: where it is, how far a download has come, what went wrong. Shared by
 * all pages, so that a download goes on while the reader looks elsewhere.
 */
import { appRoot } from '../app-root';
import { downloadModel, keptBytes, type DownloadProgress } from '../store/download';
import { openModelFiles } from '../store/cache-files';
import type { ModelFiles } from '../store/model-files';
import { isOnSite } from '../store/reader';
import {
  bytesOf,
  pageOriginsOf,
  thirdPartyModel,
  type ThirdPartyModel,
} from '../store/third-party';
import { DetectError } from '../types';

/**
 * `on-site`: served with the app; `kept`: in this browser; `partial`: begun; `loading`: under way.
 */
export type ModelPlace = 'unknown' | 'absent' | 'partial' | 'loading' | 'kept' | 'on-site';

export interface StoredModelParts {
  readonly base?: string;
  readonly files?: ModelFiles;
  readonly get?: typeof fetch;
}

export class StoredModel {
  readonly model: ThirdPartyModel;
  readonly totalBytes: number;
  place = $state<ModelPlace>('unknown');
  progress = $state.raw<DownloadProgress>();
  /** `performance.now()` when the download began or went on. */
  startedAt = $state(0);
  /** Bytes that were here when it began. */
  bytesBefore = $state(0);
  problem = $state<string>();
  /** False where the browser keeps nothing: then the model is gone with the page. */
  isLasting = $state(true);

  readonly #base: string;
  readonly #get: typeof fetch;
  readonly #ownFiles: ModelFiles | undefined;
  #files: Promise<ModelFiles> | undefined;
  #abort: AbortController | undefined;

  constructor(model: ThirdPartyModel, parts: StoredModelParts = {}) {
    this.model = model;
    this.totalBytes = bytesOf(model);
    this.#base = parts.base ?? appRoot().href;
    this.#ownFiles = parts.files;
    this.#get = parts.get ?? fetch.bind(globalThis);
  }

  get isReady(): boolean {
    return this.place === 'kept' || this.place === 'on-site';
  }

  /** Looks where the model is: on this site first. Asks no other origin. */
  async look(): Promise<void> {
    if (this.place === 'loading') return;
    try {
      const files = await this.#open();
      this.isLasting = files.isLasting;
      const isHere = await isOnSite(this.model.id, this.#base, this.#get);
      const kept = isHere ? 0 : await keptBytes(this.model, files);
      if (this.#abort) return; // a download began meanwhile
      this.bytesBefore = kept;
      this.place = isHere
        ? 'on-site'
        : kept === this.totalBytes
          ? 'kept'
          : kept > 0
            ? 'partial'
            : 'absent';
    } catch (error) {
      this.#tell(error);
    }
  }

  /** Downloads what is missing. Resolves with whether the model is here; never rejects. */
  async load(): Promise<boolean> {
    if (this.#abort) return false;
    const abort = new AbortController();
    this.#abort = abort;
    this.problem = undefined;
    this.place = 'loading';
    this.startedAt = performance.now();
    try {
      const files = await this.#open();
      this.bytesBefore = await keptBytes(this.model, files);
      this.progress = { bytes: this.bytesBefore, totalBytes: this.totalBytes, path: '' };
      void askToPersist();
      await downloadModel(this.model, files, {
        origins: pageOriginsOf(this.model),
        get: this.#get,
        signal: abort.signal,
        report: (progress) => (this.progress = progress),
      });
    } catch (error) {
      if (!abort.signal.aborted) this.#tell(error);
    }
    this.#abort = undefined;
    this.progress = undefined;
    this.place = 'unknown';
    await this.look();
    return this.isReady;
  }

  cancel(): void {
    this.#abort?.abort();
  }

  /** Forgets what this browser keeps of it. */
  async remove(): Promise<void> {
    this.problem = undefined;
    try {
      await (await this.#open()).remove(this.model.id);
    } catch (error) {
      this.#tell(error);
    }
    await this.look();
  }

  #open(): Promise<ModelFiles> {
    this.#files ??= this.#ownFiles ? Promise.resolve(this.#ownFiles) : openModelFiles(this.#base);
    return this.#files;
  }

  #tell(error: unknown): void {
    if (this.place === 'unknown') this.place = 'absent';
    this.problem =
      error instanceof DetectError
        ? error.message
        : `It could not be loaded: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Asks the browser not to clear the site's storage when the disk runs full; it may say no. */
async function askToPersist(): Promise<void> {
  if ('storage' in navigator) await navigator.storage.persist().catch(() => false);
}

const opened: Record<string, StoredModel> = {};

/** The one object for a model of `thirdPartyModels`. Throws RangeError for another id. */
export function storedModel(id: string): StoredModel {
  const model = thirdPartyModel(id);
  if (!model) throw new RangeError(`No third-party model is called “${id}”.`);
  return (opened[id] ??= new StoredModel(model));
}
