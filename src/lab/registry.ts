/**
 * Finds the labs: every folder under labs/ with a lab.ts. Metadata are eager and tiny; pages,
 * experiments and answers load when a lab is opened.
 */
import type { Component } from 'svelte';
import type { LabSession } from './session.svelte';
import { topics, type Answers, type Experiment, type LabMeta, type Topic } from './contract';

const metas = import.meta.glob<LabMeta>('/labs/*/lab.ts', { eager: true, import: 'default' });
const pages = import.meta.glob<Component<{ session: LabSession }>>('/labs/*/Lab.svelte', {
  import: 'default',
});
const answers = import.meta.glob<Answers>('/labs/*/answers.md', { import: 'default' });
const experiments = import.meta.glob<readonly Experiment[]>('/labs/*/experiments.ts', {
  import: 'default',
});

/** All labs, by topic and order. Throws at start when two labs claim the same place. */
export const labs: readonly LabMeta[] = Object.entries(metas)
  .map(([path, meta]) => ({ ...meta, slug: slugOf(path) }))
  .sort((a, b) => topics.indexOf(a.topic) - topics.indexOf(b.topic) || a.order - b.order);

for (const [i, lab] of labs.entries()) {
  const next = labs[i + 1];
  if (next?.topic === lab.topic && next.order === lab.order) {
    throw new Error(
      `Labs "${lab.slug}" and "${next.slug}" both have order ${lab.order} in ${lab.topic}.`,
    );
  }
}

export function labNamed(slug: string): LabMeta | undefined {
  return labs.find((lab) => lab.slug === slug);
}

/** Topics that have labs, in the order of the map. */
export function labsByTopic(): readonly {
  readonly topic: Topic;
  readonly labs: readonly LabMeta[];
}[] {
  return topics
    .map((topic) => ({ topic, labs: labs.filter((lab) => lab.topic === topic) }))
    .filter((group) => group.labs.length > 0);
}

export const loadPage = (slug: string) => load(pages, slug, 'Lab.svelte');
export const loadAnswers = (slug: string) => load(answers, slug, 'answers.md');
export const loadExperiments = (slug: string) => load(experiments, slug, 'experiments.ts');

function load<T>(
  modules: Record<string, () => Promise<T>>,
  slug: string,
  file: string,
): Promise<T> {
  const module = modules[`/labs/${slug}/${file}`];
  if (!module) return Promise.reject(new Error(`The lab "${slug}" has no ${file}.`));
  return module();
}

function slugOf(path: string): string {
  return path.split('/')[2] ?? path;
}
