import { expect, test } from 'vitest';
import { openDatabase } from '$src/storage/database';
import { Pending } from '$src/storage/pending';
import { joinTabs } from '$src/storage/tabs';
import type { TabMessage } from '$src/storage/tabs';
import { evidence, guess } from '$test/evidence/records';
import { FakeDisk } from './fake-disk';

test('only the net effect is left to write', () => {
  const pending = new Pending();
  const [one, two] = [evidence(), evidence()];
  pending.add({ putEvidence: [one, two], putGuesses: [guess({ id: 'g' })] });
  pending.add({ removeEvidence: [one.id], removeGuesses: ['g'] });
  const later = { ...two, value: 5 };
  pending.add({ putEvidence: [later], putSettings: { theme: 'dark' } });
  expect(pending.puts()).toEqual({
    putEvidence: [later],
    putGuesses: [],
    putSettings: { theme: 'dark' },
  });
  expect(pending.removals()).toEqual({ removeEvidence: [one.id], removeGuesses: ['g'] });
});

test('a record that was removed and put again is only put', () => {
  const pending = new Pending();
  const record = evidence();
  pending.add({ removeEvidence: [record.id] });
  pending.add({ putEvidence: [record] });
  expect(pending.hasRemovals).toBe(false);
  expect(pending.puts().putEvidence).toEqual([record]);
});

test('what was written is forgotten, what changed meanwhile is not', () => {
  const pending = new Pending();
  const [one, two] = [evidence(), evidence()];
  const about = guess();
  pending.add({ putEvidence: [one, two], putGuesses: [about], putSettings: { a: 1 } });
  const written = pending.puts();
  const newer = { ...two, value: 9 };
  pending.add({ putEvidence: [newer] });
  pending.settle(written);
  expect(pending.puts()).toEqual({ putEvidence: [newer], putGuesses: [], putSettings: {} });
  pending.settle(pending.puts());
  expect(pending.isEmpty).toBe(true);
});

test('singly, the latest record comes first', () => {
  const pending = new Pending();
  const [one, two] = [evidence(), evidence()];
  pending.add({ putEvidence: [one, two] });
  pending.add({ putEvidence: [one] });
  expect([...pending.singlePuts()]).toEqual([{ putEvidence: [one] }, { putEvidence: [two] }]);
});

test('other tabs are told whether a change is on disk', async () => {
  const disk = new FakeDisk();
  const told: TabMessage[] = [];
  const database = openDatabase({
    open: disk.open,
    join: () => ({ post: (message) => told.push(message), close: () => undefined }),
  });
  await database.load();
  await database.apply({ putEvidence: [evidence()] });
  disk.capacity = 1;
  await database.apply({ putEvidence: [evidence()] });
  expect(told.map(({ isSaved }) => isSaved)).toEqual([true, false]);
});

test('tabs hear each other, and pass over what they do not understand', async () => {
  const heard: TabMessage[] = [];
  const name = `test-${Math.random()}`;
  const listening = joinTabs(name, (message) => heard.push(message));
  const speaking = joinTabs(name, () => undefined);
  const raw = new BroadcastChannel(name);
  raw.postMessage('from another release');
  raw.postMessage({ change: {} });
  const message = { change: { removeEvidence: ['x'] }, isSaved: true };
  speaking.post(message);
  await expect.poll(() => heard.length).toBe(1);
  expect(heard).toEqual([message]);
  for (const each of [listening, speaking, raw]) each.close();
});
