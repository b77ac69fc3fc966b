import { describe, expect, test } from 'vitest';
import { Notebook } from '$src/evidence/notebook.svelte';
import type { Evidence } from '$src/evidence/types';
import { exportText } from '$src/shell/notebook/files';
import { conditionsText, countText, groupsOf, guessText, rowOf } from '$src/shell/notebook/groups';
import { evidence, guess } from '$test/evidence/records';

const at = (minute: number) => `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`;
const titles = { histogram: 'Equalisation', edges: 'Canny, stage by stage' };

async function filled(...records: Evidence[]): Promise<Notebook> {
  const notebook = new Notebook();
  for (const record of records) await notebook.add(record);
  return notebook;
}

describe('groups', () => {
  test('follow the order of the map; labs that are gone come last under their slug', async () => {
    const notebook = await filled(
      evidence({ lab: 'old-lab' }),
      evidence({ lab: 'edges' }),
      evidence({ lab: 'histogram' }),
    );
    expect(groupsOf(notebook, {}, titles).map(({ title }) => title)).toEqual([
      'Equalisation',
      'Canny, stage by stage',
      'old-lab',
    ]);
  });

  test('show the newest of each slot first, superseded ones apart, files beside this machine', async () => {
    const notebook = await filled(
      evidence({ slot: 'a', value: 1, takenAt: at(1) }),
      evidence({ slot: 'a', value: 2, takenAt: at(5) }),
      evidence({ slot: 'b', value: 3, takenAt: at(3) }),
      evidence({ slot: 'a', value: 4, takenAt: at(2), importedFrom: 'class.json' }),
    );
    const [group] = groupsOf(notebook, {}, titles);
    expect(group?.current.map((row) => row.evidence.value)).toEqual([2, 3, 4]);
    expect(group?.earlier.map((row) => row.evidence.value)).toEqual([1]);
    expect(group?.summary).toBe('2 measured, 1 imported');
  });

  test('are empty when nothing matches', async () => {
    expect(groupsOf(await filled(evidence()), { text: 'nothing' }, titles)).toEqual([]);
  });
});

describe('words', () => {
  test('the header counts this machine and files apart', () => {
    expect(countText([])).toBe('0 measurements, this machine');
    expect(countText([evidence()])).toBe('1 measurement, this machine');
    const many = [evidence(), evidence(), evidence({ importedFrom: 'x' })];
    expect(countText(many)).toBe('2 measurements, this machine; 1 imported');
  });

  test('conditions name n, spread, device and picture, and what was odd', async () => {
    const notebook = new Notebook();
    const text = (changes: Partial<Evidence>) => conditionsText(rowOf(notebook, evidence(changes)));
    expect(text({ n: 30, p05: 126, p95: 139 })).toBe(
      'n 30, p5 to p95 126–139, SwiftShader, tabletop',
    );
    expect(text({ n: 1 })).toBe('n 1, SwiftShader, tabletop');
    expect(
      text({ n: 1, batch: 12, drift: 1.3, interval: { low: 1.25, high: 1.5, level: 0.95 } }),
    ).toBe(
      'n 1, 95 % interval 1.25–1.50, batches of 12, machine 30 % slower at the end, SwiftShader, tabletop',
    );
  });

  test('the guess and its miss', () => {
    const record = evidence({ value: 133 });
    expect(guessText(guess({ value: 60 }), record)).toBe('Predicted 60, 73 too low');
    expect(guessText(guess({ value: 200 }), record)).toBe('Predicted 200, 67 too high');
    expect(guessText(guess({ value: 133 }), record)).toBe('Predicted 133, exactly');
    expect(guessText(guess({ importedFrom: 'x' }), record)).toBe('Predicted 60');
  });
});

describe('export', () => {
  test('all three formats hold every record', async () => {
    const notebook = await filled(
      evidence({ label: 'First of them' }),
      evidence({ label: 'Second of them', takenAt: at(30) }),
    );
    for (const format of ['json', 'csv', 'markdown'] as const) {
      const text = await exportText(notebook, format, titles);
      expect(text).toContain('First of them');
      expect(text).toContain('Second of them');
    }
    expect(await exportText(notebook, 'markdown', titles)).toContain('## Canny, stage by stage');
    expect((await exportText(notebook, 'csv', titles)).startsWith('\uFEFFlab,')).toBe(true);
  });
});
