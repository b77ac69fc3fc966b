/**
 * From an op's plan to the passes that a runner really makes. Pure: no GPU needed.
 *
 * A plan for `each` channel is repeated for every channel of a colour image, between passes that
 * split and merge. Alpha is copied unchanged where the result has the input's size and type (opacity
 * is no brightness: it is not blurred, thresholded or equalised), otherwise it is processed like the
 * others, since there is nothing to copy. Results that are no new texture (an input handed through)
 * are copied, because every output is a new image.
 */
import type { AnyParams, ParamSpecs } from '$src/core/params';
import type {
  GpuPlan,
  GpuPlanner,
  ImageShape,
  Kernel,
  Op,
  Pass,
  Table,
  TexelFormat,
} from '$src/ops/op';
import {
  copyKernel,
  copyPass,
  laneFormat,
  mergeKernel,
  mergePass,
  splitKernel,
  splitPass,
} from './channels';
import { formatOf } from './texels';

export interface ExpandedPlan {
  readonly kernels: Readonly<Record<string, Kernel>>;
  readonly tables: Readonly<Record<string, Table>>;
  readonly passes: readonly Pass[];
  readonly outputs: Readonly<
    Record<string, { readonly image: string; readonly shape: ImageShape }>
  >;
}

interface Layout {
  readonly format: TexelFormat;
  readonly width: number;
  readonly height: number;
}

/**
 * The passes for these inputs. Throws Error with the op's own words when it has no GPU version, and
 * Error that names the pass when the plan contradicts itself.
 */
export function expandPlan(op: Op, inputs: readonly ImageShape[], params: AnyParams): ExpandedPlan {
  const planner = op.gpu;
  if ('missing' in planner) throw new Error(`${op.name} has no GPU version: ${planner.missing}`);
  const channels = Math.max(...inputs.map((shape) => shape.channels));
  const expanded =
    planner.channels === 'joint' || channels === 1
      ? joint(op, planner, inputs, params)
      : eachChannel(op, planner, inputs, params);
  return withOwnOutputs(op, inputs, expanded);
}

/** Where each image name gets its texture; checks that the passes only read what exists. */
export function layoutsOf(
  op: Op,
  inputs: readonly ImageShape[],
  plan: Pick<ExpandedPlan, 'tables' | 'passes'>,
): ReadonlyMap<string, Layout> {
  const layouts = new Map<string, Layout>();
  op.inputs.forEach((spec, i) => {
    const shape = inputs[i];
    if (shape)
      layouts.set(spec.name, { format: formatOf(shape), width: shape.width, height: shape.height });
  });
  for (const [name, table] of Object.entries(plan.tables)) layouts.set(name, table);
  plan.passes.forEach((pass, i) => {
    for (const image of Object.values(pass.inputs)) {
      if (layouts.has(image)) continue;
      throw new Error(
        `${op.name}, pass ${i + 1} (${pass.kernel}) reads "${image}", which is no input, table or earlier result.`,
      );
    }
    if (layouts.has(pass.output.image)) {
      throw new Error(
        `${op.name}, pass ${i + 1} (${pass.kernel}) writes "${pass.output.image}" a second time.`,
      );
    }
    layouts.set(pass.output.image, pass.output);
  });
  return layouts;
}

function joint(
  op: Op,
  planner: GpuPlanner<ParamSpecs>,
  inputs: readonly ImageShape[],
  params: AnyParams,
): ExpandedPlan {
  const plan = planner.plan(inputs, params, 0);
  const layouts = layoutsOf(op, inputs, { tables: plan.tables ?? {}, passes: plan.passes });
  const outputs = op.outputs.map((name) => {
    const { image, ...shape } = shapeOf(op, plan, name, layouts);
    return [name, { image, shape }] as const;
  });
  return {
    kernels: planner.kernels,
    tables: plan.tables ?? {},
    passes: plan.passes,
    outputs: Object.fromEntries(outputs),
  };
}

function eachChannel(
  op: Op,
  planner: GpuPlanner<ParamSpecs>,
  inputs: readonly ImageShape[],
  params: AnyParams,
): ExpandedPlan {
  const colour = inputs.filter((shape) => shape.channels > 1);
  const channels = colour[0]?.channels === 4 ? 4 : 3;
  if (colour.some((shape) => shape.channels !== channels)) {
    throw new TypeError(
      `${op.name} takes colour images with the same number of channels, got ${colour.map((s) => s.channels).join(' and ')}.`,
    );
  }
  const single = inputs.map((shape) => ({ ...shape, channels: 1 as const }));
  const plan = planner.plan(single, params, 0);
  const tables = plan.tables ?? {};
  const layouts = layoutsOf(op, single, { tables, passes: plan.passes });

  const kernels: Record<string, Kernel> = { ...planner.kernels };
  const passes: Pass[] = [];
  const nameOf = (image: string, channel: number): string => {
    const input = op.inputs.findIndex((spec) => spec.name === image);
    const isShared = image in tables || inputs[input]?.channels === 1;
    return isShared ? image : `${image}.${channel}`;
  };

  for (let channel = 0; channel < channels; channel++) {
    op.inputs.forEach((spec, i) => {
      const shape = inputs[i];
      if (!shape || shape.channels === 1) return;
      const from = formatOf(shape);
      const kernel = `split ${from}`;
      kernels[kernel] = splitKernel(from);
      const { width, height } = shape;
      passes.push(
        splitPass(kernel, spec.name, channel, {
          image: nameOf(spec.name, channel),
          format: laneFormat(from),
          width,
          height,
        }),
      );
    });
    if (channel === 3 && copiesAlpha(op, plan, colour, layouts)) continue;
    for (const pass of planner.plan(single, params, channel).passes) {
      const reads = Object.entries(pass.inputs).map(
        ([key, image]) => [key, nameOf(image, channel)] as const,
      );
      const image = nameOf(pass.output.image, channel);
      passes.push({
        ...pass,
        inputs: Object.fromEntries(reads),
        output: { ...pass.output, image },
      });
    }
  }

  const outputs = op.outputs.map((name) => {
    const { image, ...lane } = shapeOf(op, plan, name, layouts);
    const shape: ImageShape = { ...lane, channels };
    const format = formatOf(shape);
    const kernel = `merge ${format} ${channels}`;
    kernels[kernel] = mergeKernel(format, channels);
    const lanes = Array.from({ length: channels }, (_, channel) => nameOf(image, channel));
    if (channels === 4 && copiesAlpha(op, plan, colour, layouts)) lanes[3] = alphaOf(op, inputs);
    const { width, height } = shape;
    passes.push(mergePass(kernel, lanes, { image: `${name} merged`, format, width, height }));
    return [name, { image: `${name} merged`, shape }] as const;
  });
  return { kernels, tables, passes, outputs: Object.fromEntries(outputs) };
}

/** Whether every output has the size and element type of the colour input, so that alpha fits. */
function copiesAlpha(
  op: Op,
  plan: GpuPlan,
  colour: readonly ImageShape[],
  layouts: ReadonlyMap<string, Layout>,
): boolean {
  const first = colour[0];
  return op.outputs.every((name) => {
    const shape = shapeOf(op, plan, name, layouts);
    return (
      shape.width === first?.width && shape.height === first.height && shape.type === first.type
    );
  });
}

function alphaOf(op: Op, inputs: readonly ImageShape[]): string {
  const index = inputs.findIndex((shape) => shape.channels === 4);
  return `${op.inputs[index]?.name ?? ''}.3`;
}

function shapeOf(
  op: Op,
  plan: GpuPlan,
  name: string,
  layouts: ReadonlyMap<string, Layout>,
): ImageShape & { readonly image: string } {
  const output = plan.outputs[name];
  const layout = output && layouts.get(output.image);
  if (!output || !layout) throw new Error(`${op.name}: no pass makes the output "${name}".`);
  const { image, type, channels } = output;
  if (layout.format !== formatOf({ type, channels })) {
    throw new Error(
      `${op.name}: output "${name}" (${type}, ${channels} channel(s)) must be written as ${formatOf({ type, channels })}, not ${layout.format}.`,
    );
  }
  return { image, type, channels, width: layout.width, height: layout.height };
}

/** Gives an output its own texture where it is an input, a table or already another output. */
function withOwnOutputs(op: Op, inputs: readonly ImageShape[], plan: ExpandedPlan): ExpandedPlan {
  const made = new Set(plan.passes.map((pass) => pass.output.image));
  const taken = new Set<string>();
  const kernels: Record<string, Kernel> = { ...plan.kernels };
  const passes = [...plan.passes];
  const outputs = Object.entries(plan.outputs).map(([name, output]) => {
    if (made.has(output.image) && !taken.has(output.image)) {
      taken.add(output.image);
      return [name, output] as const;
    }
    const format = formatOf(output.shape);
    const kernel = `copy ${format}`;
    kernels[kernel] = copyKernel(format);
    const { width, height } = output.shape;
    passes.push(copyPass(kernel, output.image, { image: `${name} copied`, format, width, height }));
    return [name, { image: `${name} copied`, shape: output.shape }] as const;
  });
  const result = { ...plan, kernels, passes, outputs: Object.fromEntries(outputs) };
  layoutsOf(op, inputs, result);
  return result;
}
