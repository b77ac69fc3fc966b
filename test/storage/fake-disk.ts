/** A disk for tests: connections that fail on demand, and tabs that hear each other at once. */
import type {
  Connection,
  ConnectionEvents,
  StoredChange,
  StoredContents,
} from '$src/storage/connection';
import type { TabMessage, Tabs } from '$src/storage/tabs';

export class FakeDisk {
  readonly evidence = new Map<string, StoredContents['evidence'][number]>();
  readonly guesses = new Map<string, StoredContents['guesses'][number]>();
  readonly settings = new Map<string, unknown>();
  /** Thrown by the next and every further open or write. */
  openError: unknown;
  writeError: unknown;
  /** Records that fit; beyond it a write fails with QuotaExceededError. */
  capacity = Number.POSITIVE_INFINITY;
  unreadable = 0;
  opened = 0;
  events: ConnectionEvents | undefined;
  /** Resolves before an open succeeds. */
  gate: Promise<void> = Promise.resolve();

  readonly open = async (_name: string, events: ConnectionEvents): Promise<Connection> => {
    this.opened++;
    this.events = events;
    await this.gate;
    if (this.openError !== undefined) throw this.openError;
    return {
      readAll: () =>
        Promise.resolve({
          evidence: [...this.evidence.values()],
          guesses: [...this.guesses.values()],
          settings: Object.fromEntries(this.settings),
          unreadable: this.unreadable,
        }),
      write: (change) => this.#write(change),
      close: () => undefined,
    };
  };

  #write(change: StoredChange): Promise<void> {
    if (this.writeError !== undefined) return Promise.reject(this.writeError);
    const newRecords = (change.putEvidence ?? []).filter(({ id }) => !this.evidence.has(id));
    if (newRecords.length > 0 && this.evidence.size + newRecords.length > this.capacity) {
      return Promise.reject(domError('QuotaExceededError'));
    }
    for (const id of change.removeEvidence ?? []) this.evidence.delete(id);
    for (const id of change.removeGuesses ?? []) this.guesses.delete(id);
    for (const record of change.putEvidence ?? []) this.evidence.set(record.id, record);
    for (const guess of change.putGuesses ?? []) this.guesses.set(guess.id, guess);
    for (const [key, value] of Object.entries(change.putSettings ?? {}))
      this.settings.set(key, value);
    return Promise.resolve();
  }
}

export function domError(name: string): DOMException {
  return new DOMException(`${name} for a test`, name);
}

/** A channel between the databases that join it. */
export class FakeChannel {
  readonly #members = new Set<(message: TabMessage) => void>();
  readonly join = (_name: string, onMessage: (message: TabMessage) => void): Tabs => {
    this.#members.add(onMessage);
    return {
      post: (message) => {
        for (const member of this.#members) if (member !== onMessage) member(message);
      },
      close: () => this.#members.delete(onMessage),
    };
  };
}
