/**
 * One connection to the lab's IndexedDB: opening with its versioned schema, reading everything,
 * writing a change in one transaction. Errors pass through unchanged; `database.ts` decides what they
 * mean for the reader.
 *
 * Schema history (the version rises with every change, and `upgrade` runs each step in turn):
 *   1  stores `evidence` and `guesses` by id, `settings` by name.
 */
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';
import type { NotebookChange, NotebookContents } from '$src/evidence/store';
import type { Evidence, Guess } from '$src/evidence/types';

export const schemaVersion = 1;

/** A notebook's change, plus settings to keep. */
export interface StoredChange extends NotebookChange {
  readonly putSettings?: Readonly<Record<string, unknown>>;
}

export interface StoredContents extends NotebookContents {
  readonly settings: Readonly<Record<string, unknown>>;
  /** Records that are no longer understood; they are left where they are. */
  readonly unreadable: number;
}

export interface Connection {
  readAll(): Promise<StoredContents>;
  /** All of the change or nothing of it. */
  write(change: StoredChange): Promise<void>;
  close(): void;
}

/** What may happen to a connection from outside. */
export interface ConnectionEvents {
  /** Another tab with an older version holds the database: opening waits for it. */
  onBlocked(): void;
  /** Another tab wants a newer version: this connection has been closed to let it. */
  onOutdated(): void;
  /** The browser has closed the connection (its data were cleared, the disk failed). */
  onTerminated(): void;
}

interface LabSchema extends DBSchema {
  evidence: { key: string; value: Evidence };
  guesses: { key: string; value: Guess };
  settings: { key: string; value: unknown };
}

/** Opens the database, creating or upgrading it. Rejects with the browser's DOMException. */
export async function openConnection(
  name: string,
  events: ConnectionEvents,
  version: number = schemaVersion,
): Promise<Connection> {
  const database = await openDB<LabSchema>(name, version, {
    upgrade(db, oldVersion) {
      if (oldVersion < 1) {
        db.createObjectStore('evidence', { keyPath: 'id' });
        db.createObjectStore('guesses', { keyPath: 'id' });
        db.createObjectStore('settings');
      }
    },
    blocked: () => events.onBlocked(),
    blocking: (_current, _wanted, event) => {
      (event.target as IDBDatabase).close();
      events.onOutdated();
    },
    terminated: () => events.onTerminated(),
  });
  return {
    readAll: () => readAll(database),
    write: (change) => write(database, change),
    close: () => database.close(),
  };
}

async function readAll(database: IDBPDatabase<LabSchema>): Promise<StoredContents> {
  const read = database.transaction(['evidence', 'guesses', 'settings']);
  const settings = read.objectStore('settings');
  const [evidence, guesses, names, values] = await Promise.all([
    read.objectStore('evidence').getAll(),
    read.objectStore('guesses').getAll(),
    settings.getAllKeys(),
    settings.getAll(),
    read.done,
  ]);
  const readable = {
    evidence: evidence.filter(isReadableEvidence),
    guesses: guesses.filter(isReadableGuess),
  };
  return {
    ...readable,
    settings: Object.fromEntries(names.map((key, i) => [key, values[i]])),
    unreadable:
      evidence.length + guesses.length - readable.evidence.length - readable.guesses.length,
  };
}

async function write(database: IDBPDatabase<LabSchema>, change: StoredChange): Promise<void> {
  const transaction = database.transaction(['evidence', 'guesses', 'settings'], 'readwrite');
  const evidence = transaction.objectStore('evidence');
  const guesses = transaction.objectStore('guesses');
  const settings = transaction.objectStore('settings');
  // The single requests come first: on failure they carry the real error, `done` only an abort.
  const requests: Promise<unknown>[] = [];
  try {
    for (const id of change.removeEvidence ?? []) requests.push(evidence.delete(id));
    for (const id of change.removeGuesses ?? []) requests.push(guesses.delete(id));
    for (const record of change.putEvidence ?? []) requests.push(evidence.put(record));
    for (const guess of change.putGuesses ?? []) requests.push(guesses.put(guess));
    for (const [key, value] of Object.entries(change.putSettings ?? {})) {
      requests.push(settings.put(value, key));
    }
  } catch (error) {
    // A record that cannot be cloned throws at once: nothing of the change may be half kept.
    transaction.abort();
    await Promise.allSettled([...requests, transaction.done]);
    throw error;
  }
  await Promise.all([...requests, transaction.done]);
}

/**
 * The least that the notebook relies on. Records here were written by this app, so this only guards
 * against damage and against a schema that was changed without a new version; files from outside
 * are checked field by field in src/evidence/import.ts.
 */
function isReadableEvidence(value: unknown): value is Evidence {
  const record = value as Partial<Evidence> | null;
  return (
    [record?.id, record?.lab, record?.slot, record?.label, record?.takenAt].every(isText) &&
    Number.isFinite(record?.value) &&
    Array.isArray(record?.runs) &&
    isText(record?.subject?.sha256) &&
    isText(record?.environment?.fingerprint) &&
    typeof record?.params === 'object'
  );
}

function isReadableGuess(value: unknown): value is Guess {
  const guess = value as Partial<Guess> | null;
  return (
    [guess?.id, guess?.lab, guess?.slot, guess?.madeAt].every(isText) &&
    Number.isFinite(guess?.value)
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
