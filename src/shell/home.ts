/** What the map of the labs shows, computed from the notebook: no DOM, no Svelte. */
import type { LabMeta, Topic } from '$src/lab/contract';

export type SlotDash = 'measured' | 'stale' | 'empty';

export interface LabRow {
  readonly lab: LabMeta;
  readonly dashes: readonly SlotDash[];
  readonly measured: number;
  readonly stale: number;
  readonly total: number;
}

export interface TopicGroup {
  readonly topic: Topic;
  readonly rows: readonly LabRow[];
  readonly measured: number;
  readonly total: number;
}

/** One row per lab, one dash per slot. `stateOf` tells what the notebook holds of a slot. */
export function mapOf(
  groups: readonly { readonly topic: Topic; readonly labs: readonly LabMeta[] }[],
  stateOf: (lab: string, slot: string) => SlotDash,
): readonly TopicGroup[] {
  return groups.map(({ topic, labs }) => {
    const rows = labs.map((lab): LabRow => {
      const dashes = lab.slots.map((slot) => stateOf(lab.slug, slot));
      return {
        lab,
        dashes,
        measured: dashes.filter((dash) => dash === 'measured').length,
        stale: dashes.filter((dash) => dash === 'stale').length,
        total: dashes.length,
      };
    });
    const sum = (pick: (row: LabRow) => number) =>
      rows.reduce((total, row) => total + pick(row), 0);
    return { topic, rows, measured: sum((row) => row.measured), total: sum((row) => row.total) };
  });
}
