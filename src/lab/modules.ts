/** The pure parts of every lab, for the worker, for tests and for `npm run measure`: no Svelte here. */
import type { Experiment, LabMeta, Pipeline } from './contract';

const metas = import.meta.glob<LabMeta>('/labs/*/lab.ts', { eager: true, import: 'default' });
const experiments = import.meta.glob<readonly Experiment[]>('/labs/*/experiments.ts', {
  import: 'default',
});
const pipelines = import.meta.glob<Pipeline>('/labs/*/pipeline.ts', { import: 'default' });

export const slugs: readonly string[] = Object.keys(metas).map(
  (path) => path.split('/')[2] ?? path,
);

export function metaOf(slug: string): LabMeta {
  const meta = metas[`/labs/${slug}/lab.ts`];
  if (!meta) throw new RangeError(`No lab is called "${slug}". Known: ${slugs.join(', ')}.`);
  return { ...meta, slug };
}

export async function experimentsOf(slug: string): Promise<readonly Experiment[]> {
  const load = experiments[`/labs/${slug}/experiments.ts`];
  if (!load) throw new RangeError(`The lab "${slug}" has no experiments.ts.`);
  return load();
}

export async function pipelineOf(slug: string): Promise<Pipeline> {
  const load = pipelines[`/labs/${slug}/pipeline.ts`];
  if (!load) throw new RangeError(`The lab "${slug}" has no pipeline.ts.`);
  return load();
}
