import { describe, expect, test } from 'vitest';
import { newRecordId } from '$src/evidence/lists';
import { Notebook } from '$src/evidence/notebook.svelte';
import { MemoryStore } from '$src/evidence/store';
import type { NotebookChange, NotebookStore, StorageTrouble } from '$src/evidence/store';
import { environment, evidence, guess } from './records';

/** A store that can speak like another tab and like a full disk. */
class TalkingStore extends MemoryStore {
  tell: (change: NotebookChange) => void = () => undefined;
  complain: (trouble: StorageTrouble | undefined) => void = () => undefined;
  override onChange = (listener: (change: NotebookChange) => void) => {
    this.tell = listener;
    return () => undefined;
  };
  override onTrouble = (listener: (trouble: StorageTrouble | undefined) => void) => {
    this.complain = listener;
    return () => undefined;
  };
}

async function open(store: NotebookStore = new MemoryStore()): Promise<Notebook> {
  const notebook = new Notebook({ store, now: () => '2026-11-20T09:00:00.000Z' });
  await notebook.ready;
  return notebook;
}

const at = (minute: number) => `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`;

describe('records', () => {
  test('are kept in the order of taking, in whatever order they come', async () => {
    const notebook = await open();
    for (const minute of [2, 5, 1]) await notebook.add(evidence({ takenAt: at(minute) }));
    expect(notebook.records.map(({ takenAt }) => takenAt)).toEqual([at(1), at(2), at(5)]);
  });

  test('are written through and read back', async () => {
    const store = new MemoryStore();
    const first = await open(store);
    const record = evidence();
    await first.add(record);
    await first.guess({ lab: 'edges', experiment: 'x', slot: 'y', value: 3, unit: 'ms' });
    const second = await open(store);
    expect(second.isLoaded).toBe(true);
    expect(second.records).toEqual([record]);
    expect(second.guesses.map(({ value }) => value)).toEqual([3]);
  });

  test('what is added while the store is still being read is not lost', async () => {
    const store = new MemoryStore();
    const old = evidence({ takenAt: at(1) });
    await store.apply({ putEvidence: [old] });
    const notebook = new Notebook({ store });
    const added = evidence({ takenAt: at(2) });
    await Promise.all([notebook.add(added), notebook.ready]);
    expect(notebook.records).toEqual([old, added]);
  });

  test('the newest of a slot is one measured here, unless there is none', async () => {
    const notebook = await open();
    const foreign = evidence({ takenAt: at(9), importedFrom: 'class.json' });
    await notebook.add(foreign);
    expect(notebook.newest('edges', 'pieces-two')).toEqual(foreign);
    const here = evidence({ takenAt: at(3) });
    await notebook.add(here);
    expect(notebook.newest('edges', 'pieces-two')).toEqual(here);
    expect(notebook.newest('edges', 'other')).toBeUndefined();
  });

  test('an older record that is true now goes before a newer stale one, if asked', async () => {
    const notebook = await open();
    const older = evidence({ takenAt: at(1), seed: 1 });
    const newer = evidence({ takenAt: at(2), seed: 2 });
    await notebook.add(older);
    await notebook.add(newer);
    expect(notebook.newest('edges', 'pieces-two', ({ seed }) => seed === 1)).toEqual(older);
    expect(notebook.newest('edges', 'pieces-two', () => false)).toEqual(newer);
  });
});

describe('deleting', () => {
  test('one record and back, also in the store', async () => {
    const store = new MemoryStore();
    const notebook = await open(store);
    const [keep, drop] = [evidence({ takenAt: at(1) }), evidence({ takenAt: at(2) })];
    await notebook.add(keep);
    await notebook.add(drop);
    await notebook.remove(drop.id);
    expect(notebook.records).toEqual([keep]);
    expect(store.contents().evidence).toEqual([keep]);
    expect(notebook.removals.at(-1)?.label).toBe('“Edges with 0.08 and 0.20”');
    await notebook.undo();
    expect(notebook.records).toEqual([keep, drop]);
    expect(store.contents().evidence).toHaveLength(2);
    expect(notebook.canUndo).toBe(false);
  });

  test('everything and back, guesses included', async () => {
    const notebook = await open();
    for (const minute of [1, 2, 3]) await notebook.add(evidence({ takenAt: at(minute) }));
    await notebook.guess({ lab: 'edges', experiment: 'x', slot: 'y', value: 3, unit: 'ms' });
    const before = [notebook.records, notebook.guesses];
    await notebook.clear();
    expect([notebook.records, notebook.guesses]).toEqual([[], []]);
    expect(notebook.removals.at(-1)?.label).toBe('3 records');
    await notebook.undo();
    expect([notebook.records, notebook.guesses]).toEqual(before);
  });

  test('several deletions come back in reverse order', async () => {
    const notebook = await open();
    const [a, b] = [evidence({ takenAt: at(1) }), evidence({ takenAt: at(2) })];
    await notebook.add(a);
    await notebook.add(b);
    await notebook.remove(a.id);
    await notebook.remove(b.id);
    expect((await notebook.undo())?.evidence).toEqual([b]);
    expect((await notebook.undo())?.evidence).toEqual([a]);
    expect(await notebook.undo()).toBeUndefined();
  });

  test('an id that is gone, or an empty notebook, changes nothing', async () => {
    const notebook = await open();
    await notebook.remove('gone');
    await notebook.clear();
    expect(notebook.canUndo).toBe(false);
  });
});

describe('guesses', () => {
  const about = { lab: 'edges', experiment: 'pieces', slot: 'pieces-two', unit: 'pieces' };

  test('the next record of the slot answers the guess, later ones do not', async () => {
    const notebook = await open();
    await notebook.guess({ ...about, value: 60 });
    await notebook.add(evidence({ slot: 'other' }));
    expect(notebook.guessAbout('edges', 'pieces-two')?.answer).toBeUndefined();
    const record = evidence({ value: 120 });
    await notebook.add(record);
    await notebook.add(evidence({ value: 500, takenAt: at(30) }));
    const answered = notebook.guessAbout('edges', 'pieces-two');
    expect(answered?.answer).toEqual({ value: 120, evidence: record.id, at: record.takenAt });
    expect(notebook.scoredGuesses).toEqual([
      { ...answered, difference: -60, ratio: 0.5, log2Ratio: -1 },
    ]);
    expect(notebook.memory('edges')).toMatchObject({ n: 1, typicalFactor: 2 });
    expect(notebook.memory('histogram').n).toBe(0);
  });

  test('a record from a file answers nothing', async () => {
    const notebook = await open();
    await notebook.guess({ ...about, value: 60 });
    await notebook.add(evidence({ importedFrom: 'class.json' }));
    expect(notebook.guessAbout('edges', 'pieces-two')?.answer).toBeUndefined();
  });

  test('a record shows the guess that stood when it was taken', async () => {
    const store = new MemoryStore();
    const early = guess({ madeAt: at(1), value: 10 });
    const late = guess({ madeAt: at(9), value: 20 });
    await store.apply({ putGuesses: [early, late] });
    const notebook = await open(store);
    expect(notebook.guessBefore(evidence({ takenAt: at(5) }))).toEqual(early);
    expect(notebook.guessBefore(evidence({ takenAt: at(10) }))).toEqual(late);
    expect(notebook.guessBefore(evidence({ takenAt: at(0) }))).toBeUndefined();
  });

  test('a record shows the guess it answered, even if two clocks disagree', async () => {
    const notebook = await open();
    await notebook.guess({ ...about, value: 60 });
    const record = evidence({ takenAt: '2026-11-20T08:59:59.000Z' }); // a second before the guess
    await notebook.add(record);
    expect(notebook.guessBefore(record)?.value).toBe(60);
  });

  test('are remembered per topic', async () => {
    const notebook = await open();
    await notebook.guess({ ...about, value: 60 });
    await notebook.add(evidence({ value: 120 }));
    const memory = notebook.memoryByTopic(() => 'Preprocessing');
    expect(memory.get('Preprocessing')).toMatchObject({ n: 1, tooLow: 1 });
  });

  test('must be numbers', async () => {
    const notebook = await open();
    await expect(notebook.guess({ ...about, value: Number.NaN })).rejects.toThrow(
      'finite number, got NaN',
    );
  });
});

describe('freshness, filter and rings', () => {
  const updated = environment({ browser: 'Chromium 157' });

  test('elsewhere the machine decides, in an open lab the lab', async () => {
    const notebook = await open();
    const record = evidence();
    await notebook.add(record);
    expect(notebook.freshness(record).state).toBe('fresh');
    notebook.environments = [updated];
    expect(notebook.freshness(record).reasons).toEqual([
      'Browser updated since: Chromium 156 then, 157 now',
    ]);
    notebook.setJudge('edges', () => ({ state: 'stale', reasons: ['Seed was 7, now 9'] }));
    expect(notebook.freshness(record).reasons).toEqual(['Seed was 7, now 9']);
    notebook.setJudge('edges', undefined);
    expect(notebook.freshness(record).reasons).toHaveLength(1);
  });

  test('by lab, state and text', async () => {
    const notebook = await open();
    const old = evidence({
      label: 'Ridge loss',
      environment: environment({ browser: 'Chromium 155' }),
    });
    const now = evidence({ label: 'Edge pieces' });
    const foreign = evidence({ lab: 'histogram', label: 'Contrast', importedFrom: 'class.json' });
    for (const record of [old, now, foreign]) await notebook.add(record);
    notebook.environments = [environment()];
    const labels = (filter: Parameters<Notebook['filter']>[0]) =>
      notebook
        .filter(filter)
        .map(({ label }) => label)
        .sort();
    expect(labels({})).toEqual(['Contrast', 'Edge pieces', 'Ridge loss']);
    expect(labels({ lab: 'edges' })).toEqual(['Edge pieces', 'Ridge loss']);
    expect(labels({ state: 'stale' })).toEqual(['Ridge loss']);
    expect(labels({ state: 'foreign' })).toEqual(['Contrast']);
    expect(labels({ text: 'EDGE swift' })).toEqual(['Edge pieces', 'Ridge loss']); // lab is "edges"
    expect(labels({ text: 'class.json' })).toEqual(['Contrast']);
    expect(labels({ text: 'nothing like it' })).toEqual([]);
  });

  test('rings count slots, not records, and never foreign ones', async () => {
    const notebook = await open();
    notebook.environments = [environment()];
    const gone = environment({ browser: 'Chromium 155' });
    await notebook.add(evidence({ slot: 'a' }));
    await notebook.add(evidence({ slot: 'a', takenAt: at(50), environment: gone })); // still fresh: one is
    await notebook.add(evidence({ slot: 'b', environment: gone }));
    await notebook.add(evidence({ slot: 'c', importedFrom: 'class.json' }));
    await notebook.add(evidence({ slot: 'not in the answers' }));
    expect(notebook.counts('edges', ['a', 'b', 'c', 'd'])).toEqual({
      measured: 1,
      stale: 1,
      total: 4,
    });
  });
});

describe('the world outside', () => {
  test('a change in another tab shows here', async () => {
    const store = new TalkingStore();
    const notebook = await open(store);
    const record = evidence();
    store.tell({ putEvidence: [record] });
    expect(notebook.records).toEqual([record]);
    store.tell({ removeEvidence: [record.id] });
    expect(notebook.records).toEqual([]);
    expect(store.contents().evidence).toEqual([]); // heard, not written a second time
  });

  test('trouble of the store is told, and ends', async () => {
    const store = new TalkingStore();
    const notebook = await open(store);
    store.complain({ kind: 'full', message: 'Storage is full.' });
    expect(notebook.notice).toBe('Storage is full.');
    store.complain(undefined);
    expect(notebook.notice).toBeUndefined();
  });

  test('imported records skip duplicates, also inside one file', async () => {
    const notebook = await open();
    const known = evidence();
    const fresh = evidence({ importedFrom: 'class.json' });
    await notebook.add(known);
    expect(
      await notebook.addImported([{ ...known, importedFrom: 'class.json' }, fresh, fresh]),
    ).toEqual({
      added: 1,
      duplicates: 2,
    });
    expect(notebook.records.find(({ id }) => id === known.id)?.importedFrom).toBeUndefined();
  });
});

test('record ids are version-4 UUIDs and differ', () => {
  const ids = Array.from({ length: 100 }, newRecordId);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(100);
});
