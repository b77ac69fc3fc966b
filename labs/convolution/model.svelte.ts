/** What the convolution page derives from its session: one output pixel, worked out, and the words for it. */
import { isU8, type Image, type U8Image } from '$src/core/image';
import type { PipelineResult, Stage } from '$src/lab/contract';
import type { LabSession } from '$src/lab/session.svelte';
import type { Filter2DParams } from '$src/ops/filter2d/reference';
import { formatNumber, plural } from '$src/ui/format';
import {
  divisorOf,
  filterParams,
  presetOf,
  presets,
  type ConvolutionParams,
  type Preset,
} from './kernels';
import {
  axesOf,
  fits,
  outputNear,
  sizeFormula,
  spanOf,
  strongestEdge,
  traceAt,
  type Tap,
  type Trace,
} from './trace';

export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** One product as the grid shows it: the weight as it stands in the editor. */
export interface Product {
  readonly tap: Tap;
  readonly weight: number;
  readonly product: number;
}

const resultStages = ['border', 'flip', 'output'];

export class ConvolutionModel {
  readonly session: LabSession;

  /** The chosen output pixel as it was pointed at; `at` keeps it inside a result that shrank. */
  #cursor = $state.raw<Pixel>();
  /** The product under the pointer or focus, by place in the window (row order). */
  highlighted = $state<number>();

  readonly controls = $derived.by(() => this.session.state.params as ConvolutionParams);
  readonly params: Filter2DParams = $derived.by(() => filterParams(this.controls));
  readonly divisor = $derived.by(() => divisorOf(this.controls));
  readonly preset: Preset | undefined = $derived.by(() => presetOf(this.controls));
  readonly gray: U8Image | undefined = $derived.by(() => {
    const image = this.stage('gray')?.image;
    return image && isU8(image) ? image : undefined;
  });
  readonly isFitting = $derived.by(() => this.gray !== undefined && fits(this.gray, this.params));
  readonly at: Pixel | undefined = $derived.by(() => {
    if (!this.gray || !this.isFitting) return undefined;
    const { x, y } = axesOf(this.gray, this.params);
    const cursor = this.#cursor ?? outputNear(strongestEdge(this.gray), this.gray, this.params);
    return { x: Math.min(cursor.x, x.size - 1), y: Math.min(cursor.y, y.size - 1) };
  });
  readonly trace: Trace | undefined = $derived.by(() =>
    this.gray && this.at ? traceAt(this.gray, this.at.x, this.at.y, this.params) : undefined,
  );
  /** The products where they lie on the picture: a flipped kernel is seen turned by 180°. */
  readonly products: readonly Product[] = $derived.by(() => {
    const { kernel } = this.controls;
    const products = (this.trace?.taps ?? []).map((tap): Product => {
      const weight = kernel[tap.row]?.[tap.column] ?? 0;
      return { tap, weight, product: weight * tap.value };
    });
    return this.controls.flip ? products.reverse() : products;
  });
  /** Σ of the products shown, before the division by the sum of weights. */
  readonly productSum = $derived.by(() =>
    this.products.reduce((sum, { product }) => sum + product, 0),
  );
  /** What the op wrote at that pixel; undefined while a result for these parameters is computed. */
  readonly written: number | undefined = $derived.by(() => {
    const image = this.session.isComputing ? undefined : this.stage('output')?.image;
    const at = this.at;
    if (!image || !at || at.x >= image.width || at.y >= image.height) return undefined;
    return image.data[at.y * image.width + at.x];
  });

  constructor(session: LabSession) {
    this.session = session;
  }

  get result(): PipelineResult | undefined {
    return this.session.result;
  }

  stage(id: string): Stage | undefined {
    return this.result?.stages.find((stage) => stage.id === id);
  }

  /** What lies on the upper well, and on the lower one. */
  get inputStage(): Stage | undefined {
    return this.stage(this.session.state.stage === 'input' ? 'input' : 'gray');
  }
  get resultStage(): Stage | undefined {
    const chosen = this.session.state.stage;
    return this.stage(resultStages.includes(chosen) ? chosen : 'output');
  }

  reading(name: string): number {
    return this.result?.readings[name] ?? 0;
  }

  // ---- actions --------------------------------------------------------------------------------------

  point(pixel: Pixel | undefined): void {
    this.#cursor = pixel;
  }

  /** Moves to the output pixel whose window lies around this input pixel. */
  pointAtInput(pixel: Pixel | undefined): void {
    if (!pixel || !this.gray || !this.isFitting) return;
    this.#cursor = outputNear(pixel, this.gray, this.params);
  }

  /** The input pixel under the middle of the window. */
  get inputPixel(): Pixel | undefined {
    const window = this.window;
    return (
      window && {
        x: Math.floor((window.left + window.right) / 2),
        y: Math.floor((window.top + window.bottom) / 2),
      }
    );
  }

  choosePreset(id: string): void {
    const preset = presets.find((candidate) => candidate.id === id);
    if (!preset) return;
    const { kernel, normalise, signed } = preset;
    this.session.set('params', {
      ...this.session.state.params,
      kernel,
      normalise,
      signed,
      ...(preset.impulse ? { impulse: true } : {}),
    });
  }

  // ---- words ----------------------------------------------------------------------------------------

  /** First and last pixel that the window touches, also outside the picture. */
  get window():
    | {
        readonly left: number;
        readonly right: number;
        readonly top: number;
        readonly bottom: number;
      }
    | undefined {
    const taps = this.trace?.taps;
    if (!taps || taps.length === 0) return undefined;
    const xs = taps.map((tap) => tap.x);
    const ys = taps.map((tap) => tap.y);
    return {
      left: Math.min(...xs),
      right: Math.max(...xs),
      top: Math.min(...ys),
      bottom: Math.max(...ys),
    };
  }

  /** Width and height of the result by the formula. */
  get sizes(): readonly string[] {
    if (!this.gray || !this.isFitting) return [];
    const { kernel } = this.params;
    return [
      sizeFormula(this.gray.width, kernel[0]?.length ?? 0, this.params),
      sizeFormula(this.gray.height, kernel.length, this.params),
    ];
  }

  /** Why there is no result; undefined when there is one. */
  get misfit(): string | undefined {
    const gray = this.gray;
    if (!gray || this.isFitting) return undefined;
    const { kernel, dilation } = this.params;
    const wide = spanOf(kernel[0]?.length ?? 0, dilation);
    const high = spanOf(kernel.length, dilation);
    return (
      `No output: without padding a window of ${wide} × ${high} does not fit into a picture of ` +
      `${gray.width} × ${gray.height}. Use a smaller kernel, less dilation, or fill in the outside.`
    );
  }

  /** What the border rule did to the weights that fall outside. */
  get outsideWords(): string {
    const trace = this.trace;
    if (!trace || trace.outside === 0) return 'all weights lie on the picture';
    const rule = {
      reflect101: 'mirrored at the edge pixel',
      reflect: 'mirrored, edge pixel twice',
      replicate: 'take the edge pixel',
      constant: 'read 0',
    }[this.params.border];
    return `${trace.outside} of ${trace.taps.length} fall outside: ${rule}`;
  }

  /** Text alternative of the whole board. */
  get alt(): string {
    const trace = this.trace;
    if (!trace) return this.misfit ?? 'No result yet.';
    return (
      `Output pixel x ${trace.x}, y ${trace.y}: ${plural(trace.taps.length, 'product')}, ` +
      `sum ${formatNumber(trace.sum)}, written as ${formatNumber(trace.output)}; ${this.outsideWords}.`
    );
  }
}

/** Grey level of the pixel, what lies outside included; for drawing. */
export function levelAt(image: Image, x: number, y: number): number {
  return image.data[y * image.width + x] ?? 0;
}
