/** What the edges page derives from its session: readings, pixel values, words for what is seen. */
import type { Image } from '$src/core/image';
import type { Stage } from '$src/lab/contract';
import type { LabSession } from '$src/lab/session.svelte';
import { formatNumber } from '$src/ui/format';
import { paint } from '$src/ui/paint';
import type { Pixel } from '$src/ui/well';
import { thresholdsOf, type EdgesParams } from './front';

export interface LegendEntry {
  readonly colour: string;
  readonly label: string;
}

export interface PixelReading {
  /** |dx| + |dy|. */
  readonly magnitude: number;
  /** Of the gradient, 0 to 360, y down; undefined where the picture is even. */
  readonly degrees: number | undefined;
  readonly isRidge: boolean;
  /** The raw value of the chosen stage, channels joined. */
  readonly value: string;
}

/** The stage that opens first: the result, not the truth behind it. */
export const initialStage = 'edges';

const cutNames: Readonly<Record<number, string>> = { 0: '', 128: 'above low', 255: 'above high' };
const verdictNames = ['', 'edge elsewhere', 'outline missed', 'edge on an outline'] as const;
const ridgeNames = ['no candidate', 'weak, dropped', 'weak, kept', 'strong'] as const;

export class EdgesModel {
  readonly session: LabSession;

  constructor(session: LabSession) {
    this.session = session;
  }

  get params(): EdgesParams {
    return this.session.state.params as EdgesParams;
  }

  /** Both thresholds in order, for the histogram. */
  readonly thresholds = $derived.by(() => thresholdsOf(this.params));

  readonly stage = $derived.by((): Stage | undefined => {
    const stages = this.session.result?.stages ?? [];
    const byId = (id: string) => stages.find((stage) => stage.id === id);
    return byId(this.session.state.stage) ?? byId(initialStage) ?? stages.at(-1);
  });

  readonly readings = $derived.by(() => this.session.result?.readings ?? {});

  get hasTruth(): boolean {
    return this.readings['f'] !== undefined;
  }

  readonly histogram = $derived.by(() => this.session.result?.series['magnitude'] ?? []);

  setThresholds(low: number, high: number): void {
    this.session.set('params', { ...this.session.state.params, low, high });
  }

  /** Another draw of the noise. */
  newNoise(): void {
    this.session.set('seed', (this.session.state.seed % 999_999) + 1);
  }

  // ---- one pixel ------------------------------------------------------------------------------------

  readAt(pixel: Pixel): PixelReading | undefined {
    const gradient = this.#stage('gradient');
    if (!gradient?.with) return undefined;
    const magnitude = valueAt(gradient.with, pixel)[0] ?? 0;
    return {
      magnitude,
      degrees: magnitude > 0 ? valueAt(gradient.image, pixel)[0] : undefined,
      isRidge: this.isRidge(pixel),
      value: this.#valueText(pixel),
    };
  }

  isRidge(pixel: Pixel): boolean {
    const thinned = this.#stage('thinned')?.with;
    return thinned !== undefined && (valueAt(thinned, pixel)[0] ?? 0) > 0;
  }

  /**
   * Direction in radians for the tick of `pixel` in the loupe at `cursor`; undefined off the ridges,
   * and on an edge map where nothing is painted.
   */
  tickAt(pixel: Pixel, cursor: Pixel | undefined): number | undefined {
    const direction = this.#stage('gradient')?.image;
    if (!direction || !this.isRidge(pixel)) return undefined;
    const { stage } = this;
    if (stage && this.isOnEdgeMap(cursor) && valueAt(stage.image, pixel)[0] === 0) return undefined;
    return ((valueAt(direction, pixel)[0] ?? 0) * Math.PI) / 180;
  }

  /** Does the cursor stand right of the wipe, on a stage that shows painted edges? */
  isOnEdgeMap(cursor: Pixel | undefined): boolean {
    const { stage } = this;
    if (!stage || !cursor || stage.paint !== 'hysteresis') return false;
    return (cursor.x + 0.5) / stage.image.width > this.session.state.wipe / 100;
  }

  /** The strongest ridge right of and below the middle: where the loupe stands at first. */
  strongestRidge(): Pixel | undefined {
    const thinned = this.#stage('thinned')?.with;
    if (!thinned) return undefined;
    const { width, height, data } = thinned;
    let best: Pixel | undefined;
    let most = 0;
    for (let y = Math.floor(height * 0.5); y < height * 0.7; y++) {
      for (let x = Math.floor(width * 0.65); x < width * 0.9; x++) {
        const strength = data[y * width + x] ?? 0;
        if (strength <= most) continue;
        most = strength;
        best = { x, y };
      }
    }
    return best;
  }

  // ---- words ----------------------------------------------------------------------------------------

  legend(stage: Stage): readonly LegendEntry[] {
    switch (stage.id) {
      case 'edges':
        return [
          { colour: 'var(--edge-strong)', label: 'strong' },
          { colour: 'var(--edge-kept)', label: 'weak, kept' },
          { colour: 'var(--edge-dropped)', label: 'weak, dropped' },
        ];
      case 'cuts':
        return [
          { colour: 'var(--edge-strong)', label: 'above high' },
          { colour: 'var(--edge-dropped)', label: 'above low' },
        ];
      case 'truth':
        return [
          { colour: 'var(--edge-strong)', label: 'edge on an outline' },
          { colour: 'var(--edge-dropped)', label: 'edge elsewhere' },
          { colour: 'var(--edge-kept)', label: 'outline missed' },
        ];
      case 'gradient':
      case 'thinned':
        return directionLegend;
      default:
        return [];
    }
  }

  /** What the well shows, with the numbers of now. */
  readonly alt = $derived.by((): string => {
    const { stage, readings, thresholds } = this;
    const input = this.session.source.current?.description ?? 'The picture';
    if (!stage) return `${input} Nothing is computed yet.`;
    const number = (key: string, digits?: number) => formatNumber(readings[key] ?? 0, digits);
    const edges = `${number('edgePixels')} edge pixels in ${number('pieces')} pieces at thresholds ${formatNumber(thresholds.low)} and ${formatNumber(thresholds.high)}; ${number('percentAbove', 1)} % of all pixels have a gradient above the high one.`;
    const truth = this.hasTruth
      ? ` Against the exact outlines: precision ${number('precision', 2)}, recall ${number('recall', 2)}, F ${number('f', 2)}, within ${this.params.tolerance} px.`
      : '';
    return `Left the input: ${input} Right, ${stage.label}: ${stageWords[stage.id] ?? ''} ${edges}${truth}`;
  });

  #stage(id: string): Stage | undefined {
    return this.session.result?.stages.find((stage) => stage.id === id);
  }

  #valueText(pixel: Pixel): string {
    const { stage } = this;
    if (!stage) return '';
    const values = valueAt(stage.image, pixel);
    if (stage.id === 'edges') return ridgeNames[values[0] ?? 0] ?? '';
    if (stage.id === 'gradient' || stage.id === 'thinned') return '';
    if (stage.id === 'cuts') return cutNames[values[0] ?? 0] ?? '';
    if (stage.id === 'truth') return verdictNames[values[0] ?? 0] ?? '';
    return `${stage.label} ${values.map((value) => formatNumber(value)).join(' ')}`;
  }
}

const stageWords: Readonly<Record<string, string>> = {
  input: 'the picture as it came.',
  gray: 'its brightness.',
  noisy: 'its brightness with the chosen noise.',
  smooth: 'what the derivatives see.',
  derivative: 'grey is even, light rises, dark falls.',
  gradient: 'strength as brightness, direction as hue.',
  thinned: 'only the crests of the gradient, one pixel wide, without any threshold.',
  cuts: 'crests above the high threshold bright, above the low one brown.',
  edges: 'strong crests white, weak ones that hang on to them blue, dropped ones brown.',
  truth: 'edges on an outline white, edges elsewhere brown, outlines without an edge blue.',
};

/** The hues of four directions, from the very painting that the stages use. */
const directionLegend: readonly LegendEntry[] = [0, 45, 90, 135].map((degrees) => {
  const image = {
    type: 'f32',
    width: 1,
    height: 1,
    channels: 1,
    data: Float32Array.of(degrees),
  } as const;
  const [r = 0, g = 0, b = 0] = paint(image, { kind: 'hue' }).data;
  return { colour: `rgb(${r} ${g} ${b})`, label: `${degrees}°` };
});

function valueAt(image: Image, { x, y }: Pixel): number[] {
  const isInside = x >= 0 && y >= 0 && x < image.width && y < image.height;
  const at = (y * image.width + x) * image.channels;
  return isInside ? [...image.data.slice(at, at + image.channels)] : [];
}
