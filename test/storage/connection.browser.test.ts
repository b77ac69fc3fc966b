import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Notebook } from '$src/evidence/notebook.svelte';
import type { StorageTrouble } from '$src/evidence/store';
import { openConnection, schemaVersion } from '$src/storage/connection';
import type { ConnectionEvents } from '$src/storage/connection';
import { openDatabase } from '$src/storage/database';
import type { LabDatabase } from '$src/storage/database';
import { evidence, guess } from '$test/evidence/records';

/** A fresh database per test, so that no test sees another's records. */
let name = '';
let count = 0;
const open: { close(): void }[] = [];

beforeEach(() => {
  name = `cv-lab-test-${Date.now()}-${count++}`;
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const each of open.splice(0)) each.close();
  indexedDB.deleteDatabase(name);
});

const quiet: ConnectionEvents = {
  onBlocked: () => undefined,
  onOutdated: () => undefined,
  onTerminated: () => undefined,
};

async function connect(events: Partial<ConnectionEvents> = {}, version?: number) {
  const connection = await openConnection(name, { ...quiet, ...events }, version);
  open.push(connection);
  return connection;
}

function database(): { database: LabDatabase; troubles: (StorageTrouble | undefined)[] } {
  const opened = openDatabase({ name });
  open.push(opened);
  const troubles: (StorageTrouble | undefined)[] = [];
  opened.onTrouble((trouble) => troubles.push(trouble));
  return { database: opened, troubles };
}

describe('one connection', () => {
  test('what is written is read back equal', async () => {
    const connection = await connect();
    const record = evidence({
      params: {
        kernel: [
          [1, 2],
          [3, 4],
        ],
        on: true,
      },
      drift: 1.2,
    });
    const about = guess();
    await connection.write({ putEvidence: [record], putGuesses: [about], putSettings: { a: [1] } });
    expect(await connection.readAll()).toEqual({
      evidence: [record],
      guesses: [about],
      settings: { a: [1] },
      unreadable: 0,
    });
    await connection.write({ removeEvidence: [record.id], removeGuesses: [about.id, 'gone'] });
    expect(await connection.readAll()).toMatchObject({ evidence: [], guesses: [] });
  });

  test('a change is kept whole or not at all', async () => {
    const connection = await connect();
    const uncloneable = { ...evidence(), label: (() => undefined) as unknown as string };
    await expect(connection.write({ putEvidence: [evidence(), uncloneable] })).rejects.toThrow(
      /could not be cloned/,
    );
    expect((await connection.readAll()).evidence).toEqual([]);
  });

  test('damaged records are counted, not thrown at the reader', async () => {
    const connection = await connect();
    const fine = evidence();
    const damaged = { id: 'x', value: 'many' } as unknown as typeof fine;
    await connection.write({ putEvidence: [fine, damaged] });
    expect(await connection.readAll()).toMatchObject({ evidence: [fine], unreadable: 1 });
  });
});

describe('two connections', () => {
  test('both see what either wrote', async () => {
    const [one, two] = [await connect(), await connect()];
    const [first, second] = [evidence(), evidence()];
    await Promise.all([one.write({ putEvidence: [first] }), two.write({ putEvidence: [second] })]);
    const ids = [first.id, second.id].sort();
    for (const connection of [one, two]) {
      expect((await connection.readAll()).evidence.map(({ id }) => id).sort()).toEqual(ids);
    }
  });

  test('a newer version is let in by the older connection, which then stays closed', async () => {
    const onOutdated = vi.fn();
    const older = await connect({ onOutdated });
    const newer = await openDB(name, schemaVersion + 1);
    open.push(newer);
    expect(onOutdated).toHaveBeenCalledOnce();
    await expect(older.write({ putEvidence: [evidence()] })).rejects.toThrow(/clos/);
  });

  test('a connection that does not give way is reported as blocking', async () => {
    const stubborn = await openDB(name, 1);
    const onBlocked = vi.fn();
    const waiting = connect({ onBlocked }, 2);
    await vi.waitFor(() => expect(onBlocked).toHaveBeenCalledOnce());
    stubborn.close();
    await waiting;
  });
});

describe('the store on a real IndexedDB', () => {
  test('two tabs: a record shows in the other at once and is on disk', async () => {
    const [one, two] = [database(), database()];
    const [first, second] = [one, two].map((each) => new Notebook({ store: each.database })) as [
      Notebook,
      Notebook,
    ];
    await Promise.all([first.ready, second.ready]);
    const record = evidence();
    await first.add(record);
    await vi.waitFor(() => expect(second.records).toEqual([record]));
    expect((await (await connect()).readAll()).evidence).toEqual([record]);
    await second.remove(record.id);
    await vi.waitFor(() => expect(first.records).toEqual([]));
    await first.clear();
    expect((await (await connect()).readAll()).evidence).toEqual([]);
  });

  test('a newer database: memory and a word', async () => {
    open.push(await openDB(name, schemaVersion + 5));
    const { database: store, troubles } = database();
    await store.load();
    const record = evidence();
    await store.apply({ putEvidence: [record] });
    expect(troubles.at(-1)?.kind).toBe('newer');
    expect((await store.load()).evidence).toEqual([record]);
  });

  test('a full disk: memory and a word, then everything once there is room', async () => {
    const { database: store, troubles } = database();
    await store.load();
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('Encountered full disk.', 'QuotaExceededError');
    });
    const record = evidence();
    await store.apply({ putEvidence: [record] });
    expect(troubles.at(-1)?.kind).toBe('full');
    expect((await store.load()).evidence).toEqual([record]);
    put.mockRestore();
    const later = evidence();
    await store.apply({ putEvidence: [later] });
    expect(troubles.at(-1)).toBeUndefined();
    const kept = await (await connect()).readAll();
    expect(kept.evidence.map(({ id }) => id).sort()).toEqual([record.id, later.id].sort());
  });

  test('a tab that is updated underneath hands its records to the newer tab', async () => {
    const { database: older, troubles } = database();
    await older.load();
    const upgraded = await openDB(name, schemaVersion + 1);
    open.push(upgraded);
    await vi.waitFor(() => expect(troubles.at(-1)?.kind).toBe('outdated'));
    const heard: unknown[] = [];
    const channel = new BroadcastChannel(name);
    open.push(channel);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => heard.push(data);
    const record = evidence();
    await older.apply({ putEvidence: [record] });
    await vi.waitFor(() =>
      expect(heard).toEqual([{ change: { putEvidence: [record] }, isSaved: false }]),
    );
  });
});
