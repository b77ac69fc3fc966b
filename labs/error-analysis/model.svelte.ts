/** What the page derives from its session: the analysis that is shown, what is picked in it, its pictures. No DOM. */
import { createRng } from '$src/core/rng';
import { both, type Key } from '$src/lab/detectors';
import type { LabSession } from '$src/lab/session.svelte';
import { confusionMatrix, type ConfusionMatrix, type TideErrorType } from '$src/metrics';
import { openSuite, type SuiteSet } from '$src/sources/suites';
import { plural } from '$src/ui/format';
import { paint, type Rgba } from '$src/ui/paint';
import { analysed, type Analysed } from './analysis';
import { casesOfEntries, casesOfErrors, titleOf, type Case } from './cases';
import { maskOf } from './concentration';
import { kindOf, kinds } from './kinds';
import { PaintedPictures } from './pictures';
import type { Ranged } from './repaired';
import { dataName, fewDataName, type LabParams, type SetAnalysis } from './settings';
import { foundShares, type Cut, type Slice } from './slices';
import { drawToy, toySet } from './toy';

/** What was pressed: everything that it stands for goes onto the strip. */
export type Picked =
  | { readonly kind: 'all' }
  | { readonly kind: 'type'; readonly type: TideErrorType }
  | { readonly kind: 'slice'; readonly cut: Cut; readonly key: string }
  | { readonly kind: 'cell'; readonly row: number; readonly column: number };
type View = LabParams['show'];

export interface ErrorParts {
  readonly openSuite?: (name: string) => Promise<SuiteSet>;
}

export class ErrorModel {
  readonly session: LabSession;
  /** What the reader would look at first, said before measuring. */
  suspicion = $state<TideErrorType>();
  /** Types that the counterfactual repairs. */
  repaired = $state.raw<readonly TideErrorType[]>([]);
  picks = $state.raw<Partial<Record<View, Picked>>>({});
  /** Place of the case that is looked at, among those of the pick. */
  place = $state(0);
  readonly #pictures: PaintedPictures;
  readonly #toyPicture = paint(drawToy());

  constructor(session: LabSession, parts: ErrorParts = {}) {
    this.session = session;
    this.#pictures = new PaintedPictures(parts.openSuite ?? openSuite);
  }

  get params(): LabParams {
    return this.session.state.params as LabParams;
  }

  // ---- whose errors ---------------------------------------------------------------------------------

  readonly #toy = $derived.by((): Analysed => analysed(toySet, Number(this.params.iou)));

  /** Undefined while the chosen set has not been measured in this visit. */
  readonly set = $derived.by((): Analysed | undefined => {
    const { look } = this.params;
    return look === 'toy' ? this.#toy : this.of(look);
  });

  readonly isToy = $derived.by((): boolean => this.params.look === 'toy');

  /** The other detector on the same pictures at the same IoU. */
  readonly other = $derived.by((): SetAnalysis | undefined => {
    const { look } = this.params;
    if (look === 'toy') return undefined;
    const mine = this.of(look);
    const one = this.of(look === 'yolo' ? 'ssd' : 'yolo');
    return mine && one && mine.asked === one.asked && mine.iou === one.iou ? one : undefined;
  });

  of(key: Key): SetAnalysis | undefined {
    const { suite } = this.params;
    return this.#data(dataName(suite, key)) ?? this.#data(fewDataName(suite, key));
  }

  #data(name: string): SetAnalysis | undefined {
    return this.session.data[name] as SetAnalysis | undefined;
  }

  /** One row per set and detector of the comparison of sets, as far as it was measured in this visit. */
  readonly sets = $derived.by((): readonly SetAnalysis[] => {
    const { look } = this.params;
    const key = look === 'toy' ? 'yolo' : look;
    return Object.entries(this.session.data).flatMap(([name, value]) => {
      const one = value as SetAnalysis;
      return name === fewDataName(one.suite, key) ? [one] : [];
    });
  });

  /** Which settings the shown numbers are not of; empty where they are. */
  readonly outdated = $derived.by((): string => {
    const { look, pictures, iou } = this.params;
    const one = look === 'toy' ? undefined : this.of(look);
    if (!one) return '';
    const parts = [
      ...(one.asked === pictures ? [] : [plural(one.truth.images.length, 'picture')]),
      ...(one.iou === iou ? [] : [`IoU ${one.iou}`]),
    ];
    return parts.join(', ');
  });

  get pictureCount(): number {
    return this.set?.truth.images.length ?? 0;
  }

  // ---- measuring ------------------------------------------------------------------------------------

  /** What the open view is filled by. */
  readonly experiment = $derived.by((): string => {
    const { show, cut } = this.params;
    return show === 'slices' && cut === 'suite' ? 'suites' : show;
  });

  async measure(): Promise<void> {
    await this.session.measure(this.experiment);
  }

  /** Real errors have arrived: the drawn ones give way, once. */
  showMeasured(): void {
    if (this.isToy) this.session.setParam('look', both[0].key);
  }

  // ---- what is picked -------------------------------------------------------------------------------

  readonly picked = $derived.by((): Picked | undefined => {
    const pick = this.picks[this.params.show];
    return pick && this.#isThere(pick) ? pick : this.#firstPick();
  });

  /** Pressed again, a type lets go: then all errors line up. */
  pick(picked: Picked): void {
    const before = this.picked;
    const isAgain =
      picked.kind === 'type' && before?.kind === 'type' && picked.type === before.type;
    this.picks = { ...this.picks, [this.params.show]: isAgain ? { kind: 'all' } : picked };
    this.place = 0;
  }

  #isThere(pick: Picked): boolean {
    if (pick.kind === 'type' || pick.kind === 'all') return true;
    if (pick.kind === 'cell') return this.matrix?.counts[pick.row]?.[pick.column] !== undefined;
    return pick.cut === this.cut && this.slices.some(({ key }) => key === pick.key);
  }

  /** Where nothing was picked: what costs most, or the commonest mix-up. */
  #firstPick(): Picked | undefined {
    const { set, matrix } = this;
    if (!set) return undefined;
    if (this.params.show === 'confusion' && matrix) {
      let best = { count: 0, row: -1, column: -1 };
      matrix.counts.forEach((line, row) =>
        line.forEach((count, column) => {
          if (row !== column && count > best.count) best = { count, row, column };
        }),
      );
      const { row, column } = best;
      return row < 0 ? undefined : { kind: 'cell', row, column };
    }
    if (this.params.show === 'slices') {
      const [worst] = [...this.slices].sort((a, b) => b.gain.value - a.gain.value);
      if (worst) return { kind: 'slice', cut: worst.cut, key: worst.key };
    }
    if (this.params.show !== 'types' || this.isToy) return { kind: 'all' };
    return { kind: 'type', type: this.ranking[0] ?? 'classification' };
  }

  /** Types by the AP that they cost, dearest first. */
  readonly ranking = $derived.by((): readonly TideErrorType[] => {
    const { set } = this;
    if (!set) return [];
    return kinds.map(({ type }) => type).sort((a, b) => set.types[b].value - set.types[a].value);
  });

  readonly cut = $derived.by((): Cut => {
    const { cut } = this.params;
    return cut === 'suite' ? 'occlusion' : cut;
  });

  /** Slices of the chosen cut; pairs and classes by what they cost. */
  readonly slices = $derived.by((): readonly Slice[] => {
    const { cut, set } = this;
    const some = set?.slices.filter((slice) => slice.cut === cut) ?? [];
    const isBand = cut !== 'pair' && cut !== 'class';
    return isBand ? some : some.sort((a, b) => b.gain.value - a.gain.value);
  });

  /** Share found at the score threshold, per slice key. */
  readonly found = $derived.by((): ReadonlyMap<string, Ranged> | undefined => {
    const { set, slices } = this;
    const { score } = this.params;
    return set ? foundShares(slices, set, score, createRng(1)) : undefined;
  });

  /** At the score threshold; only needed while it is shown. */
  readonly matrix = $derived.by((): ConfusionMatrix | undefined => {
    const { set } = this;
    const { score, show } = this.params;
    if (!set || show !== 'confusion') return undefined;
    const { truth, results, tide } = set;
    const kept = results.flatMap((result, place) => (result.score >= score ? [place] : []));
    const matrix = confusionMatrix(
      truth,
      kept.flatMap((place) => results[place] ?? []),
      { iouThreshold: tide.options.foundIou, minScore: score },
    );
    return {
      ...matrix,
      entries: matrix.entries.map((entry) => ({
        ...entry,
        detection: entry.detection < 0 ? -1 : (kept[entry.detection] ?? -1),
      })),
    };
  });

  readonly cases = $derived.by((): readonly Case[] => {
    const { set, picked, matrix } = this;
    if (!set || !picked) return [];
    if (picked.kind === 'cell') {
      const { row, column } = picked;
      const entries = matrix?.entries ?? [];
      return casesOfEntries(
        set,
        entries.filter((entry) => entry.row === row && entry.column === column),
      );
    }
    if (picked.kind === 'slice') {
      return casesOfErrors(set, this.slices.find(({ key }) => key === picked.key)?.errors ?? []);
    }
    const isMeant = (type: TideErrorType): boolean => picked.kind === 'all' || picked.type === type;
    const places = set.tide.errors.flatMap(({ type }, at) => (isMeant(type) ? [at] : []));
    return casesOfErrors(set, places);
  });

  /** The case that is looked at. */
  readonly current = $derived.by((): Case | undefined => this.cases[this.placeShown]);
  readonly placeShown = $derived.by(() => Math.max(0, Math.min(this.place, this.cases.length - 1)));

  readonly pickedLabel = $derived.by((): string => {
    const { picked, set, matrix } = this;
    if (!picked || !set) return '';
    if (picked.kind === 'all') return 'All errors';
    if (picked.kind === 'type') return kindOf(picked.type).label;
    if (picked.kind === 'slice') {
      return this.slices.find(({ key }) => key === picked.key)?.label ?? '';
    }
    const nameAt = (place: number): string => matrix?.categories[place]?.name ?? 'nothing';
    return `${nameAt(picked.row)} → ${nameAt(picked.column)}`;
  });

  titleOf(one: Case): string {
    return this.set ? titleOf(this.set, one) : '';
  }

  // ---- what if --------------------------------------------------------------------------------------

  toggleRepair(type: TideErrorType): void {
    const { repaired } = this;
    this.repaired = repaired.includes(type)
      ? repaired.filter((one) => one !== type)
      : [...repaired, type];
  }

  /** AP with these types repaired together. */
  apWith(types: readonly TideErrorType[]): number {
    return this.set?.fixes[maskOf(types)] ?? 0;
  }

  // ---- pictures -------------------------------------------------------------------------------------

  /** A picture of the shown set, painted. Rejects with SourceError. */
  picture(imageId: number): Promise<Rgba> {
    const suite = this.set?.suite ?? toySet.suite;
    return suite === toySet.suite
      ? Promise.resolve(this.#toyPicture)
      : this.#pictures.get(suite, imageId);
  }
}
