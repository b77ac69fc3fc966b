import { describe, expect, test, vi } from 'vitest';
import { Notebook } from '$src/evidence/notebook.svelte';
import type { NotebookChange, StorageTrouble } from '$src/evidence/store';
import { openDatabase } from '$src/storage/database';
import type { DatabaseOptions } from '$src/storage/database';
import { evidence, guess } from '$test/evidence/records';
import { domError, FakeChannel, FakeDisk } from './fake-disk';

function setUp(disk = new FakeDisk(), options: DatabaseOptions = {}) {
  const database = openDatabase({ open: disk.open, join: new FakeChannel().join, ...options });
  const troubles: (StorageTrouble | undefined)[] = [];
  database.onTrouble((trouble) => troubles.push(trouble));
  return { disk, database, troubles };
}

describe('with a working disk', () => {
  test('what was kept is read back by the next session', async () => {
    const { disk, database } = setUp();
    const [record, about] = [evidence(), guess()];
    await database.load();
    await database.apply({ putEvidence: [record], putGuesses: [about] });
    await database.keepSetting('theme', 'dark');
    const next = setUp(disk);
    expect(await next.database.load()).toEqual({ evidence: [record], guesses: [about] });
    expect(await next.database.setting('theme')).toBe('dark');
    expect(next.troubles).toEqual([undefined]);
  });

  test('a removal is written', async () => {
    const { disk, database } = setUp();
    const record = evidence();
    await database.load();
    await database.apply({ putEvidence: [record] });
    await database.apply({ removeEvidence: [record.id] });
    expect(disk.evidence.size).toBe(0);
  });

  test('what comes in before the database is open is written once it is', async () => {
    const disk = new FakeDisk();
    const old = evidence();
    const gone = evidence();
    disk.evidence.set(old.id, old).set(gone.id, gone);
    const { database } = setUp(disk);
    const early = evidence();
    await database.apply({ putEvidence: [early], removeEvidence: [gone.id] });
    expect((await database.load()).evidence.map(({ id }) => id).sort()).toEqual(
      [early.id, old.id].sort(),
    );
    await vi.waitFor(() =>
      expect([...disk.evidence.keys()].sort()).toEqual([early.id, old.id].sort()),
    );
  });
});

describe('without a disk', () => {
  test.each([
    ['absent', 'NotSupportedError', /no storage for pages/],
    ['blocked', 'SecurityError', /blocks storage for this page/],
    ['blocked', 'InvalidStateError', /blocks storage for this page/],
    ['newer', 'VersionError', /written by a newer CV Lab. Reload/],
    ['broken', 'UnknownError', /UnknownError for a test/],
  ])('%s (%s): memory, in words, nothing lost', async (kind, name, words) => {
    const disk = new FakeDisk();
    disk.openError = domError(name);
    const { database, troubles } = setUp(disk);
    const record = evidence();
    expect(await database.load()).toEqual({ evidence: [], guesses: [] });
    await database.apply({ putEvidence: [record] });
    expect(troubles.at(-1)?.kind).toBe(kind);
    expect(troubles.at(-1)?.message).toMatch(words);
    expect(troubles.at(-1)?.message).toMatch(/kept until this tab closes/);
    expect((await database.load()).evidence).toEqual([record]);
  });

  test('Node has no IndexedDB: the default says absent', async () => {
    const database = openDatabase({ join: new FakeChannel().join });
    await database.load();
    const seen: (string | undefined)[] = [];
    database.onTrouble((trouble) => seen.push(trouble?.kind));
    expect(seen).toEqual(['absent']);
  });

  test('a browser that forbids to look at indexedDB', async () => {
    Object.defineProperty(globalThis, 'indexedDB', {
      configurable: true,
      get: () => {
        throw domError('SecurityError');
      },
    });
    try {
      const database = openDatabase({ join: new FakeChannel().join });
      await database.load();
      const seen: (string | undefined)[] = [];
      database.onTrouble((trouble) => seen.push(trouble?.kind));
      expect(seen).toEqual(['blocked']);
    } finally {
      Reflect.deleteProperty(globalThis, 'indexedDB');
    }
  });

  test('a failure that passes: everything pending is written with the next change', async () => {
    const disk = new FakeDisk();
    disk.openError = domError('UnknownError');
    const { database, troubles } = setUp(disk);
    const [first, second] = [evidence(), evidence()];
    await database.load();
    await database.apply({ putEvidence: [first] });
    disk.openError = undefined;
    await database.apply({ putEvidence: [second] });
    expect([...disk.evidence.keys()]).toEqual([first.id, second.id]);
    expect(troubles.at(-1)).toBeUndefined();
  });

  test('a newer database is not touched again', async () => {
    const disk = new FakeDisk();
    disk.openError = domError('VersionError');
    const { database } = setUp(disk);
    await database.load();
    await database.apply({ putEvidence: [evidence()] });
    expect(disk.opened).toBe(1);
  });

  test('a browser that never answers: reading goes on without it, and catches up when it does', async () => {
    const disk = new FakeDisk();
    const old = evidence();
    disk.evidence.set(old.id, old);
    let openGate = (): void => undefined;
    disk.gate = new Promise((resolve) => {
      openGate = resolve;
    });
    const { database, troubles } = setUp(disk, { patienceMs: 10 });
    const heard: NotebookChange[] = [];
    database.onChange((change) => heard.push(change));
    expect((await database.load()).evidence).toEqual([]);
    expect(troubles.at(-1)?.message).toMatch(/does not answer/);
    const record = evidence();
    await database.apply({ putEvidence: [record] });
    openGate();
    await vi.waitFor(() => expect(disk.evidence.has(record.id)).toBe(true));
    expect(heard.flatMap(({ putEvidence }) => putEvidence ?? [])).toEqual([old]);
    expect(troubles.at(-1)).toBeUndefined();
  });

  test('held by an older tab: said so while waiting', async () => {
    const disk = new FakeDisk();
    disk.gate = new Promise(() => undefined);
    const { database, troubles } = setUp(disk, { patienceMs: 10 });
    disk.events?.onBlocked();
    await database.load();
    expect(troubles.at(-1)?.message).toMatch(/older CV Lab in another tab/);
  });
});

describe('with a full disk', () => {
  test('keeps what fits, says so, loses nothing, and saves the rest when there is room', async () => {
    const disk = new FakeDisk();
    disk.capacity = 2;
    const { database, troubles } = setUp(disk);
    await database.load();
    const records = [evidence(), evidence(), evidence(), evidence()];
    for (const record of records) await database.apply({ putEvidence: [record] });
    expect(disk.evidence.size).toBe(2);
    expect(troubles.at(-1)?.kind).toBe('full');
    expect(troubles.at(-1)?.message).toMatch(/Storage is full.*Export them/s);
    expect((await database.load()).evidence).toHaveLength(4);
    disk.capacity = 10;
    await database.apply({ putGuesses: [guess()] });
    expect(disk.evidence.size).toBe(4);
    expect(troubles.at(-1)).toBeUndefined();
  });

  test('deleting makes room', async () => {
    const disk = new FakeDisk();
    disk.capacity = 1;
    const { database, troubles } = setUp(disk);
    await database.load();
    const [first, second] = [evidence(), evidence()];
    await database.apply({ putEvidence: [first] });
    await database.apply({ putEvidence: [second] });
    expect([...disk.evidence.keys()]).toEqual([first.id]);
    await database.apply({ removeEvidence: [first.id] });
    expect([...disk.evidence.keys()]).toEqual([second.id]);
    expect(troubles.at(-1)).toBeUndefined();
  });

  test('a small new record is kept though an import before it did not fit', async () => {
    const disk = new FakeDisk();
    disk.capacity = 3;
    const { database } = setUp(disk);
    await database.load();
    await database.apply({ putEvidence: Array.from({ length: 9 }, () => evidence()) });
    const latest = evidence();
    await database.apply({ putEvidence: [latest] });
    expect(disk.evidence.size).toBe(3);
    expect((await database.load()).evidence).toHaveLength(10);
  });
});

describe('while open', () => {
  test('a connection that the browser closed is opened again', async () => {
    const { disk, database } = setUp();
    await database.load();
    disk.events?.onTerminated();
    const record = evidence();
    await database.apply({ putEvidence: [record] });
    expect(disk.opened).toBe(2);
    expect(disk.evidence.has(record.id)).toBe(true);
  });

  test('an outdated tab stays out, and hands its measurements to the other tab', async () => {
    const channel = new FakeChannel();
    const [oldDisk, newDisk] = [new FakeDisk(), new FakeDisk()];
    const older = setUp(oldDisk, { join: channel.join });
    const newer = setUp(newDisk, { join: channel.join });
    await Promise.all([older.database.load(), newer.database.load()]);
    oldDisk.events?.onOutdated();
    expect(older.troubles.at(-1)?.message).toMatch(/updated in another tab.*Reload/s);
    const record = evidence();
    await older.database.apply({ putEvidence: [record] });
    expect(oldDisk.opened).toBe(1);
    await vi.waitFor(() => expect(newDisk.evidence.has(record.id)).toBe(true));
  });

  test('damaged records are counted and left alone', async () => {
    const disk = new FakeDisk();
    disk.unreadable = 2;
    const { database, troubles } = setUp(disk);
    await database.load();
    expect(troubles.at(-1)?.message).toBe(
      '2 kept records cannot be read and are left where they are; everything else works.',
    );
  });

  test('many changes at once are all written, in order', async () => {
    const { disk, database } = setUp();
    await database.load();
    const records = Array.from({ length: 30 }, () => evidence());
    await Promise.all(records.map((record) => database.apply({ putEvidence: [record] })));
    await Promise.all(records.slice(10).map(({ id }) => database.apply({ removeEvidence: [id] })));
    expect([...disk.evidence.keys()]).toEqual(records.slice(0, 10).map(({ id }) => id));
  });
});

test('two tabs show the same notebook', async () => {
  const channel = new FakeChannel();
  const disk = new FakeDisk();
  const [one, two] = [setUp(disk, { join: channel.join }), setUp(disk, { join: channel.join })];
  const notebooks = [one, two].map(({ database }) => new Notebook({ store: database }));
  await Promise.all(notebooks.map(({ ready }) => ready));
  const [first, second] = notebooks as [Notebook, Notebook];
  const record = evidence();
  await first.add(record);
  expect(second.records).toEqual([record]);
  await second.remove(record.id);
  expect(first.records).toEqual([]);
  const heard: [string, unknown][] = [];
  two.database.onSetting((key, value) => heard.push([key, value]));
  await one.database.keepSetting('seen', 3);
  expect(heard).toEqual([['seen', 3]]);
  expect(await two.database.setting('seen')).toBe(3);
});
