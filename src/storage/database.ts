/**
 * The notebook's store on disk: IndexedDB, with memory in front of it.
 *
 * Everything is in memory first and written behind. Where the disk is absent, blocked, full, broken
 * or newer than this release, the lab goes on in memory and says so in words; what could not be
 * written stays pending and is tried again with the next change. Tabs tell each other their changes.
 *
 * Not a cache of models (that is Cache Storage) and not a sync service: nothing leaves the machine.
 */
import { MemoryStore } from '$src/evidence/store';
import type {
  NotebookChange,
  NotebookContents,
  NotebookStore,
  StorageTrouble,
} from '$src/evidence/store';
import { openConnection } from './connection';
import type { Connection, ConnectionEvents, StoredChange } from './connection';
import { Pending } from './pending';
import { joinTabs } from './tabs';
import type { TabMessage, Tabs } from './tabs';
import { troubleOf, troubles, unreadable } from './trouble';

export interface DatabaseOptions {
  /** Name of the database and of the channel between tabs. */
  readonly name?: string;
  /** Opens a connection; tests pass failing ones. */
  readonly open?: (name: string, events: ConnectionEvents) => Promise<Connection>;
  readonly join?: (name: string, onMessage: (message: TabMessage) => void) => Tabs;
  /** How long reading waits for the browser to answer before the lab goes on in memory. */
  readonly patienceMs?: number;
}

export interface LabDatabase extends NotebookStore {
  /** A kept setting, or undefined. Waits for the database like `load`. */
  setting(key: string): Promise<unknown>;
  keepSetting(key: string, value: unknown): Promise<void>;
  /** Calls back when another tab has changed a setting. */
  onSetting(listener: (key: string, value: unknown) => void): () => void;
}

/** The store of this origin. Returns at once; opening goes on behind. */
export function openDatabase(options: DatabaseOptions = {}): LabDatabase {
  return new Database(options);
}

class Database implements LabDatabase {
  readonly #name: string;
  readonly #open: NonNullable<DatabaseOptions['open']>;
  readonly #patienceMs: number;
  readonly #memory = new MemoryStore();
  readonly #settings = new Map<string, unknown>();
  readonly #pending = new Pending();
  readonly #changeListeners = new Set<(change: NotebookChange) => void>();
  readonly #troubleListeners = new Set<(trouble: StorageTrouble | undefined) => void>();
  readonly #settingListeners = new Set<(key: string, value: unknown) => void>();
  readonly #tabs: Tabs;
  #connection: Connection | undefined;
  #opening: Promise<void> | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #trouble: StorageTrouble | undefined;
  #hasRead = false;
  #unreadable = 0;
  #isClosed = false;

  constructor({
    name = 'cv-lab',
    open = openIfPresent,
    join = joinTabs,
    patienceMs = 4000,
  }: DatabaseOptions) {
    this.#name = name;
    this.#open = open;
    this.#patienceMs = patienceMs;
    this.#tabs = join(name, (message) => this.#hear(message));
    this.#opening = this.#connect();
  }

  // ---- store ----------------------------------------------------------------------------------------

  async load(): Promise<NotebookContents> {
    await this.#settled();
    return this.#memory.contents();
  }

  async apply(change: NotebookChange): Promise<void> {
    await this.#keep(change);
  }

  onChange(listener: (change: NotebookChange) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  onTrouble(listener: (trouble: StorageTrouble | undefined) => void): () => void {
    this.#troubleListeners.add(listener);
    listener(this.#trouble);
    return () => this.#troubleListeners.delete(listener);
  }

  async setting(key: string): Promise<unknown> {
    await this.#settled();
    return this.#settings.get(key);
  }

  async keepSetting(key: string, value: unknown): Promise<void> {
    this.#settings.set(key, value);
    await this.#keep({ putSettings: { [key]: value } });
  }

  onSetting(listener: (key: string, value: unknown) => void): () => void {
    this.#settingListeners.add(listener);
    return () => this.#settingListeners.delete(listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#connection?.close();
    this.#connection = undefined;
    this.#tabs.close();
  }

  // ---- opening --------------------------------------------------------------------------------------

  async #connect(): Promise<void> {
    await this.#attach();
    this.#opening = undefined;
    await this.#flush();
  }

  /** Opens a connection and takes over what is kept. Never rejects: failure is reported. */
  async #attach(): Promise<void> {
    try {
      const connection = await this.#open(this.#name, {
        onBlocked: () => this.#report(troubles.heldByOldTab),
        onOutdated: () => {
          this.#connection = undefined;
          this.#report(troubles.outdated);
        },
        onTerminated: () => {
          this.#connection = undefined;
        },
      });
      if (this.#isClosed) {
        connection.close();
        return;
      }
      if (!this.#hasRead) await this.#read(connection);
      this.#connection = connection;
      this.#reportHealth();
    } catch (error) {
      this.#connection = undefined;
      this.#report(troubleOf(error));
    }
  }

  /** Takes over what is kept; what came in while opening is newer and stays. */
  async #read(connection: Connection): Promise<void> {
    const kept = await connection.readAll();
    this.#hasRead = true;
    this.#unreadable = kept.unreadable;
    const here = this.#memory.contents();
    const isNew = (list: readonly { readonly id: string }[]) => {
      const ids = new Set(list.map(({ id }) => id));
      return ({ id }: { readonly id: string }) => !ids.has(id);
    };
    const gone = this.#pending.removals();
    const change: NotebookChange = {
      putEvidence: kept.evidence
        .filter(isNew(here.evidence))
        .filter(({ id }) => !gone.removeEvidence?.includes(id)),
      putGuesses: kept.guesses
        .filter(isNew(here.guesses))
        .filter(({ id }) => !gone.removeGuesses?.includes(id)),
    };
    for (const [key, value] of Object.entries(kept.settings)) {
      if (!this.#settings.has(key)) this.#settings.set(key, value);
    }
    await this.#memory.apply(change);
    // Those who gave up waiting hear it now; for those still waiting it is the same records again.
    this.#tellListeners(change);
  }

  /** Waits until the kept records are in memory, or the browser has had its chance. */
  async #settled(): Promise<void> {
    if (!this.#opening) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), this.#patienceMs);
    });
    const outcome = await Promise.race([this.#opening, patience]);
    clearTimeout(timer);
    if (outcome === 'late' && !this.#trouble) this.#report(troubles.silent);
  }

  // ---- writing --------------------------------------------------------------------------------------

  async #keep(change: StoredChange): Promise<void> {
    await this.#memory.apply(change);
    this.#pending.add(change);
    const isSaved = await this.#flush();
    if (!this.#isClosed) this.#tabs.post({ change, isSaved });
  }

  /** Writes what is pending, one flush at a time. True when nothing is left. */
  async #flush(): Promise<boolean> {
    const run = this.#flushing.then(() => this.#write());
    this.#flushing = run;
    await run;
    return this.#pending.isEmpty;
  }

  async #write(): Promise<void> {
    // While the database is still opening, what is pending is written once it is open.
    if (this.#opening || this.#isClosed || this.#pending.isEmpty) return;
    for (let attempt = 0; attempt < 2; attempt++) {
      if (!this.#connection && this.#mayReopen) await this.#attach();
      const connection = this.#connection;
      if (!connection) return;
      try {
        if (this.#pending.hasRemovals) await this.#writeOne(connection, this.#pending.removals());
        if (!this.#pending.isEmpty) await this.#writeAll(connection);
        this.#reportHealth();
        return;
      } catch (error) {
        this.#report(troubleOf(error));
        const isClosed = error instanceof Error && error.name === 'InvalidStateError';
        if (!isClosed) return;
        this.#connection = undefined; // the browser closed it without a word: open it once more
      }
    }
  }

  /** All at once; on a full disk one by one, until one does not fit. */
  async #writeAll(connection: Connection): Promise<void> {
    try {
      await this.#writeOne(connection, this.#pending.puts());
    } catch (error) {
      if (troubleOf(error).kind !== 'full') throw error;
      for (const change of [...this.#pending.singlePuts()])
        await this.#writeOne(connection, change);
    }
  }

  async #writeOne(connection: Connection, change: StoredChange): Promise<void> {
    await connection.write(change);
    this.#pending.settle(change);
  }

  /** An outdated tab must stay out; without a database there is nothing to open. */
  get #mayReopen(): boolean {
    const kind = this.#trouble?.kind;
    return kind !== 'outdated' && kind !== 'newer' && kind !== 'absent';
  }

  // ---- telling --------------------------------------------------------------------------------------

  #hear({ change, isSaved }: TabMessage): void {
    void this.#memory.apply(change);
    this.#tellListeners(change);
    for (const [key, value] of Object.entries(change.putSettings ?? {})) {
      this.#settings.set(key, value);
      for (const listener of this.#settingListeners) listener(key, value);
    }
    if (isSaved) return;
    this.#pending.add(change);
    void this.#flush();
  }

  #tellListeners(change: NotebookChange): void {
    for (const listener of this.#changeListeners) listener(change);
  }

  #reportHealth(): void {
    this.#report(this.#unreadable === 0 ? undefined : unreadable(this.#unreadable));
  }

  #report(trouble: StorageTrouble | undefined): void {
    if (this.#trouble?.message === trouble?.message) return;
    this.#trouble = trouble;
    for (const listener of this.#troubleListeners) listener(trouble);
  }
}

/** Rejects where the browser has no IndexedDB, or forbids even to look at it. */
async function openIfPresent(name: string, events: ConnectionEvents): Promise<Connection> {
  if (typeof indexedDB === 'undefined') {
    throw new DOMException('This browser has no IndexedDB.', 'NotSupportedError');
  }
  return openConnection(name, events);
}
