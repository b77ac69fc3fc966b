/**
 * What the histogram page derives from its session: which version of the picture the plots are about,
 * its histogram, mapping and readings, and the tile under the cursor. No DOM.
 *
 * The chosen stage is the only choice there is: Global and CLAHE show themselves, any earlier stage
 * shows the picture as it is.
 */
import type { Image } from '$src/core/image';
import type { LabSession } from '$src/lab/session.svelte';
import { claheTiling } from '$src/ops/clahe/reference';
import { formatNumber, formatValue } from '$src/ui/format';
import type { Pixel } from '$src/ui/well';
import { cumulativeShares } from './measures';

export type Version = 'before' | 'global' | 'clahe';

/** A rectangle of the picture, in pixels; the last tiles of a row or column may reach beyond it. */
export interface Tile {
  readonly column: number;
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Reading {
  readonly name: string;
  readonly unit: string;
  readonly before: string;
  readonly after: string;
}

const measures = [
  { key: 'rms', name: 'RMS contrast', unit: '', digits: 3 },
  { key: 'michelson', name: 'Michelson', unit: '', digits: 2 },
  { key: 'entropy', name: 'Entropy', unit: 'bits', digits: 2 },
  { key: 'levels', name: 'Levels used', unit: '', digits: 0 },
  { key: 'black', name: 'At 0', unit: '%', digits: 1 },
  { key: 'white', name: 'At 255', unit: '%', digits: 1 },
  { key: 'noise', name: 'Noise σ', unit: '', digits: 2 },
] as const;

const versionNames: Readonly<Record<Version, string>> = {
  before: 'as it is',
  global: 'Global',
  clahe: 'CLAHE',
};

export class HistogramModel {
  readonly session: LabSession;
  /** The pixel under the pointer or the arrow keys. */
  cursor = $state<Pixel>();
  /** Bar heights by logarithm. */
  isLog = $state(false);

  readonly version = $derived.by((): Version => {
    const { stage } = this.session.state;
    if (stage === 'global') return 'global';
    const isEarlier = stage === 'input' || stage === 'luminance' || stage === 'clipped';
    return isEarlier ? 'before' : 'clahe';
  });
  readonly versionName = $derived(versionNames[this.version]);
  readonly counts = $derived.by(() => this.#series(`counts-${this.version}`));
  readonly countsBefore = $derived.by(() => this.#series('counts-before'));
  readonly curves = $derived.by(() => {
    const after = {
      label: `Cumulative, ${this.versionName}`,
      values: cumulativeShares(this.counts),
    };
    if (this.version === 'before') return [after];
    return [after, { label: 'Cumulative, before', values: cumulativeShares(this.countsBefore) }];
  });

  readonly tile = $derived.by((): Tile | undefined => {
    const input = this.#image('input');
    if (!input || this.version !== 'clahe') return undefined;
    const count = this.session.param<number>('tiles');
    const { tileWidth: width, tileHeight: height } = claheTiling(input.width, input.height, {
      clipLimit: 0,
      tilesX: count,
      tilesY: count,
    });
    const at = this.cursor ?? { x: (input.width - 1) / 2, y: (input.height - 1) / 2 };
    const column = Math.min(count - 1, Math.floor(Math.min(at.x, input.width - 1) / width));
    const row = Math.min(count - 1, Math.floor(Math.min(at.y, input.height - 1) / height));
    return { column, row, x: column * width, y: row * height, width, height };
  });

  /** "Mapping, tile 3 × 5": what the curve plot shows. */
  readonly mappingLabel = $derived.by((): string => {
    if (this.version === 'before') return 'Mapping: unchanged';
    if (!this.tile) return 'Mapping';
    return `Mapping, tile ${this.tile.column + 1}, ${this.tile.row + 1}`;
  });

  /** Curves of the mapping: one, or R, G and B; none while nothing is mapped. */
  readonly mapping = $derived.by(() => {
    const curves = this.version === 'before' ? undefined : this.#image(`curves-${this.version}`);
    if (!curves) return [];
    const count = this.session.param<number>('tiles');
    const perChannel = this.version === 'clahe' ? count * count : 1;
    const channels = Math.floor(curves.height / perChannel);
    const names = channels === 3 ? ['R', 'G', 'B'] : ['out'];
    return names.map((label, channel) => {
      const row = channel * perChannel + (this.tile ? this.tile.row * count + this.tile.column : 0);
      return { label, values: Array.from(curves.data.subarray(row * 256, row * 256 + 256)) };
    });
  });

  readonly readings = $derived.by((): readonly Reading[] => {
    const values = this.session.result?.readings ?? {};
    const show = (key: string, version: Version, digits: number): string => {
      const value = values[`${key}-${version}`];
      return value === undefined ? '–' : formatNumber(value, digits);
    };
    return measures.map(({ key, name, unit, digits }) => ({
      name,
      unit,
      before: show(key, 'before', digits),
      after: this.version === 'before' ? '–' : show(key, this.version, digits),
    }));
  });

  readonly alt = $derived.by((): string => {
    const values = this.session.result?.readings;
    const input = this.#image('input');
    if (!values || !input) return 'The picture is being computed.';
    const tell = (version: Version): string =>
      `RMS contrast ${formatNumber(values[`rms-${version}`] ?? 0, 3)}, ${formatNumber(values[`levels-${version}`] ?? 0)} grey levels in use, ${formatValue(values[`black-${version}`] ?? 0, '%', 1)} black and ${formatValue(values[`white-${version}`] ?? 0, '%', 1)} white`;
    const size = `${input.width} × ${input.height} pixels`;
    if (this.version === 'before') {
      const clipped = this.session.state.stage === 'clipped';
      return `The input, ${size}: ${tell('before')}.${clipped ? ' Right of the wipe, white marks the areas that are black or white all over.' : ''}`;
    }
    return `Left the input, ${size}: ${tell('before')}. Right after ${this.version === 'global' ? 'global equalisation' : 'CLAHE'}: ${tell(this.version)}.`;
  });

  constructor(session: LabSession) {
    this.session = session;
  }

  /** Value of the plotted channel at a pixel, before and after; undefined while nothing is computed. */
  valuesAt({ x, y }: Pixel): { readonly before: number; readonly after: number } | undefined {
    const before = this.#image('luminance');
    const after = this.version === 'before' ? before : this.#image(`plane-${this.version}`);
    if (!before || !after || x >= before.width || y >= before.height) return undefined;
    const i = y * before.width + x;
    return { before: before.data[i] ?? 0, after: after.data[i] ?? 0 };
  }

  #image(stage: string): Image | undefined {
    return this.session.result?.stages.find(({ id }) => id === stage)?.image;
  }

  #series(name: string): readonly number[] {
    return this.session.result?.series[name] ?? new Array<number>(256).fill(0);
  }
}
