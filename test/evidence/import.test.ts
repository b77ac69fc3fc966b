import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportJson } from '$src/evidence/export';
import { importFile, importNotebook, largestFileBytes } from '$src/evidence/import';
import { Notebook } from '$src/evidence/notebook.svelte';
import { evidence, guess } from './records';

const file = (changes: Record<string, unknown>) =>
  JSON.stringify({ format: 'cv-lab-notebook', version: 1, evidence: [], guesses: [], ...changes });

/** The problems of a file with this one record. */
const problemsOf = (changes: Record<string, unknown>) =>
  importNotebook(file({ evidence: [{ ...evidence(), ...changes }] }), 'x.json').problems;

describe('a file that is no notebook', () => {
  test.each([
    ['', /x\.json is not JSON/],
    ['{"format": "cv-lab-note', /is not JSON.*exported as JSON/],
    ['null', 'x.json holds null; expected a CV Lab notebook, an object.'],
    ['[1, 2]', 'x.json holds a list of 2; expected a CV Lab notebook, an object.'],
    ['{}', /"format" is missing; expected "cv-lab-notebook"/],
    [file({ version: '1' }), 'x.json: "version" is "1"; expected a whole number from 1 to 1.'],
    [file({ version: 7 }), /newer CV Lab \(version 7 .* reads up to 1\)\. Reload/],
    [file({ evidence: {} }), 'x.json: "evidence" is an object; expected a list.'],
    [file({ guesses: 3 }), 'x.json: "guesses" is 3; expected a list.'],
    [
      file({ evidence: Array.from({ length: 20_001 }, () => 0) }),
      /holds 20001 records; expected at most 20000/,
    ],
  ])('%.40s', (text, problem) => {
    const read = importNotebook(text, 'x.json');
    expect(read.evidence).toEqual([]);
    expect(read.problems).toHaveLength(1);
    expect(read.problems[0]).toMatch(problem);
  });

  test('JSON nested a hundred thousand deep is a message, not a crash', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(importNotebook(deep, 'x.json').problems).toHaveLength(1);
    const inside = file({}).replace(
      '"evidence":[]',
      `"evidence":[{"id":"a","params":{"a":${deep}}}]`,
    );
    expect(importNotebook(inside, 'x.json').rejected).toBe(1);
  });

  test('a file that is too large is not even read', async () => {
    let isRead = false;
    const large = {
      name: 'big.json',
      size: largestFileBytes + 1,
      text: () => {
        isRead = true;
        return Promise.resolve('');
      },
    };
    const { problems } = await importFile(large);
    expect(problems).toEqual(['big.json has 10.0 MB; a notebook file may have at most 10 MB.']);
    expect(isRead).toBe(false);
  });

  test('a file that cannot be read', async () => {
    const broken = {
      name: 'gone.json',
      size: 10,
      text: () => Promise.reject(new Error('not found')),
    };
    expect((await importFile(broken)).problems).toEqual(['gone.json could not be read: not found']);
  });
});

describe('records that are not sound', () => {
  test.each([
    [{ unit: 12 }, 'Record 0: "unit" is 12; expected text.'],
    [{ value: 'many' }, 'Record 0: "value" is "many"; expected a number.'],
    [{ n: 0 }, 'Record 0: "n" is 0; expected a whole number from 1 to 1000000000.'],
    [{ n: 2.5 }, /"n" is 2\.5; expected a whole number/],
    [{ id: '' }, 'Record 0: "id" is ""; expected text that is not empty.'],
    [{ runs: [] }, 'Record 0: "runs" is a list of 0; expected at least one run.'],
    [
      { runs: Array.from({ length: 201 }, () => 1) },
      /"runs" is a list of 201; expected at most 200 runs/,
    ],
    [{ runs: [1, null] }, 'Record 0: "runs.1" is null; expected a number.'],
    [{ takenAt: 'yesterday' }, /"takenAt" is "yesterday"; expected a time such as/],
    [{ takenAt: '2026-13-45T99:00:00Z' }, /"takenAt" is .*; expected a time such as/],
    [{ p05: 200 }, 'Record 0: it is an object; expected p05 ≤ median ≤ p95.'],
    [{ subject: 'tabletop' }, 'Record 0: "subject" is "tabletop"; expected an object.'],
    [
      { environment: { ...evidence().environment, threads: 'many' } },
      /"environment\.threads" is "many"; expected a whole number/,
    ],
    [
      { environment: { ...evidence().environment, backend: 'cuda' } },
      /"environment\.backend" is "cuda"; expected reference, webgpu or webgl2/,
    ],
    [{ params: { a: { b: 1 } } }, /"params\.a" is an object; expected a number, text/],
    [{ label: 'x'.repeat(301) }, /"label" is "x+…; expected text of at most 300 characters/],
    [
      { interval: { low: 2, high: 1, level: 0.95 } },
      /"interval" is an object; expected low that is not above high/,
    ],
    [{ seed: undefined }, 'Record 0: "seed" is missing.'],
    [{ digits: 1000 }, /"digits" is 1000; expected a whole number from 0 to 20/],
  ])('%o', (changes, problem) => {
    const problems = problemsOf(changes);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  test('numbers beyond the range of doubles are refused', () => {
    const text = file({ evidence: [evidence()] }).replace('"value":133', '"value":1e999');
    expect(importNotebook(text, 'x').problems).toEqual([
      'Record 0: "value" is Infinity; expected a finite number.',
    ]);
  });

  test('a record that is no object', () => {
    expect(importNotebook(file({ evidence: [7], guesses: ['x'] }), 'x').problems).toEqual([
      'Record 0: it is 7; expected an object.',
      'Guess 0: it is "x"; expected an object.',
    ]);
  });

  test('the sound ones beside them are taken, and their index is told', () => {
    const [one, two] = [evidence(), evidence()];
    const read = importNotebook(file({ evidence: [one, { ...two, unit: 1 }, two] }), 'x.json');
    expect(read.evidence.map(({ id }) => id)).toEqual([one.id, two.id]);
    expect(read.rejected).toBe(1);
    expect(read.problems).toEqual(['Record 1: "unit" is 1; expected text.']);
  });

  test('a thousand bad records give twenty messages and a count', () => {
    const bad = Array.from({ length: 1000 }, () => ({ ...evidence(), unit: 1 }));
    const { problems, rejected } = importNotebook(file({ evidence: bad }), 'x.json');
    expect(rejected).toBe(1000);
    expect(problems).toHaveLength(21);
    expect(problems[20]).toBe('And 980 more.');
  });

  test('keys that reach for the prototype neither pollute nor pass', () => {
    const text = file({ evidence: [evidence()] }).replace(
      '"params":{',
      '"params":{"__proto__":{"polluted":1},',
    );
    const read = importNotebook(text, 'x.json');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    for (const { params } of read.evidence)
      expect(Object.getPrototypeOf(params)).toBe(Object.prototype);
  });

  test('unknown fields are dropped', () => {
    const [read] = importNotebook(
      file({ evidence: [{ ...evidence(), onclick: 'x' }] }),
      'x.json',
    ).evidence;
    expect(read).not.toHaveProperty('onclick');
  });

  test('property: no JSON value makes it throw or accept', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 5 }),
        fc.jsonValue(),
        (records, anything) => {
          const read = importNotebook(file({ evidence: records }), 'x.json');
          expect(read.evidence).toEqual([]);
          expect(read.rejected).toBe(records.length);
          importNotebook(JSON.stringify(anything), 'x.json');
        },
      ),
    );
  });

  test('property: no text makes it throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void importNotebook(text, 'x.json')));
  });
});

describe('into the notebook', () => {
  test('imported records are foreign, never measured, and their guesses never scored', async () => {
    const notebook = new Notebook();
    const about = guess({ answer: { value: 120, evidence: 'e', at: '2026-11-20T10:00:00.000Z' } });
    const { evidence: records, guesses } = importNotebook(
      exportJson([evidence()], [about], ''),
      'class.json',
    );
    expect(await notebook.addImported(records, guesses)).toEqual({ added: 1, duplicates: 0 });
    expect(notebook.counts('edges', ['pieces-two'])).toEqual({ measured: 0, stale: 0, total: 1 });
    expect(notebook.records.map((record) => notebook.freshness(record).state)).toEqual(['foreign']);
    expect(notebook.scoredGuesses).toEqual([]);
    expect(notebook.guessAbout('edges', 'pieces-two')).toBeUndefined();
    const [record] = notebook.records;
    if (!record) throw new Error('nothing imported');
    expect(notebook.guessBefore(record)?.value).toBe(60);
  });

  test('a mark that a file brings along is replaced by the name of the file', () => {
    const text = exportJson([evidence({ importedFrom: 'another.json' })], [], '');
    expect(importNotebook(text, 'class.json').evidence[0]?.importedFrom).toBe('class.json');
  });

  test('times from other zones are kept as UTC', () => {
    const text = exportJson([evidence({ takenAt: '2026-11-20T12:00:00+02:00' })], [], '');
    expect(importNotebook(text, 'x.json').evidence[0]?.takenAt).toBe('2026-11-20T10:00:00.000Z');
  });
});
