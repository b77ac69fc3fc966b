/** What the page of a model says that its card holds as figures only. Pure; the page draws it. */
import type { CardScores, ModelCard } from '$src/detect/card';
import { formatDuration, formatGuess, formatNumber } from '$src/ui/format';

export interface SuiteRow {
  readonly name: string;
  readonly title: string;
  readonly scores: CardScores;
}

/** The suite that the model was aimed at first, then the others, the easiest first. */
export function suiteRows(card: ModelCard, titles: ReadonlyMap<string, string>): SuiteRow[] {
  return Object.entries(card.metrics ?? {})
    .map(([name, scores]) => ({ name, title: titles.get(name) ?? name, scores }))
    .sort(
      (a, b) =>
        Number(b.name === 'test') - Number(a.name === 'test') ||
        (b.scores.AP ?? 0) - (a.scores.AP ?? 0),
    );
}

/** A share as COCO's tables print it: 0.652; a dash where there is nothing to measure it on. */
export function formatShare(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : formatNumber(share, 3);
}

/** "1.04 M", "395 M", "1.2 billion". */
export function formatCount(count: number): string {
  if (count >= 1e9) return `${formatNumber(count / 1e9)} billion`;
  if (count >= 1e6) return `${formatNumber(count / 1e6)} M`;
  return formatNumber(count);
}

/** Made by no training at all: the file is there so that the rest can be built against it. */
export function isUntrained({ recipe }: ModelCard): boolean {
  return recipe?.['epochs'] === 0;
}

/** What to know before trusting it, from its own figures; a sentence each. */
export function limitsOf(card: ModelCard, titles: ReadonlyMap<string, string>): string[] {
  const limits = [
    `It knows ${card.labels.length} classes of things on a rendered tabletop. Everything else is background to it, people included.`,
  ];
  const [best, ...others] = suiteRows(card, titles);
  const test = best?.name === 'test' ? best.scores : undefined;
  const { realPhotos } = card;
  if (realPhotos) {
    const against = test ? `, against ${formatShare(test.AP50)} on its own test pictures` : '';
    limits.push(
      `On real photographs AP50 is ${formatShare(realPhotos.AP50)}${against} (${realPhotos.images} photographs, ${realPhotos.objects} objects of classes that both have). It was trained on rendered pictures alone.`,
    );
  } else {
    limits.push(
      'It was trained on rendered pictures alone and has no figure on photographs: expect much less there.',
    );
  }
  const weakest = others.filter(({ scores }) => scores.AP !== null).at(-1);
  if (test && weakest && (weakest.scores.AP ?? 0) < (test.AP ?? 0)) {
    limits.push(
      `Weakest set: ${weakest.title}, AP ${formatShare(weakest.scores.AP)} against ${formatShare(test.AP)} on test.`,
    );
  }
  if (test && test.APsmall !== null && test.APlarge !== null && test.APsmall < test.APlarge) {
    limits.push(
      `Small objects (below 32\u00a0×\u00a032\u00a0px) reach AP ${formatShare(test.APsmall)}, large ones (from 96\u00a0×\u00a096\u00a0px) ${formatShare(test.APlarge)}.`,
    );
  }
  const ece = card.calibration?.ece;
  if (ece !== undefined && ece !== null) {
    limits.push(
      `A score is no probability: it misses the share that is right by ${formatShare(ece)} on average.`,
    );
  }
  return limits;
}

/** The recipe as rows; nested settings get their path. */
export function recipeRows(
  recipe: Readonly<Record<string, unknown>>,
  path = '',
): { readonly name: string; readonly value: string }[] {
  return Object.entries(recipe).flatMap(([key, value]) => {
    const name = path === '' ? words(key) : `${path}: ${words(key)}`;
    if (value === null || value === undefined) return [];
    if (typeof value === 'object' && !Array.isArray(value)) {
      return recipeRows(value as Record<string, unknown>, name);
    }
    if (key === 'seconds' && typeof value === 'number') {
      return [
        { name: path === '' ? 'time' : `${path}: time`, value: formatDuration(value * 1000) },
      ];
    }
    return [{ name, value: textOf(value) }];
  });
}

/** One run of training: what it was called with, and how much it took. */
export interface RecipeStage {
  readonly title: string;
  readonly command?: string;
  /** "2,128 pictures, 24 epochs, 1 h 2 min". */
  readonly extent: string;
  readonly rows: readonly { readonly name: string; readonly value: string }[];
}

/** The stages of a recipe that has some ("stage 1", "stage 2"), in their order. */
export function recipeStages(recipe: Readonly<Record<string, unknown>>): readonly RecipeStage[] {
  return Object.entries(recipe).flatMap(([key, value]): RecipeStage[] => {
    if (!/^stage \d+$/.test(key) || typeof value !== 'object' || value === null) return [];
    const { command, ...settings } = value as Readonly<Record<string, unknown>>;
    const { pictures, epochs, epochs_done: done, seconds } = settings;
    const extent = [
      typeof pictures === 'number' ? `${formatNumber(pictures, 0)} pictures` : '',
      typeof epochs !== 'number'
        ? ''
        : typeof done === 'number'
          ? `${done} of ${epochs} epochs`
          : `${epochs} epochs`,
      typeof seconds === 'number' ? formatDuration(seconds * 1000) : '',
    ].filter((part) => part !== '');
    return [
      {
        title: `S${key.slice(1)}`,
        ...(typeof command === 'string' ? { command } : {}),
        extent: extent.join(', '),
        rows: recipeRows(settings),
      },
    ];
  });
}

/** The recipe without its stages. */
export function recipeOutsideStages(
  recipe: Readonly<Record<string, unknown>>,
): ReturnType<typeof recipeRows> {
  return recipeRows(
    Object.fromEntries(Object.entries(recipe).filter(([key]) => !/^stage \d+$/.test(key))),
  );
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (typeof value === 'number') return formatGuess(value); // as it was typed
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** "weightDecay" and "weight_decay" read "weight decay". */
function words(key: string): string {
  return key
    .replaceAll('_', ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();
}
