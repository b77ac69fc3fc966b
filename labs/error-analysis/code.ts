/** The sources of what this lab computes, in the order of a look at its errors. */
const sources = {
  'tide-errors.ts': () => import('$src/metrics/tide-errors.ts?raw'),
  'tide.ts': () => import('$src/metrics/tide.ts?raw'),
  'repaired.ts': () => import('./repaired.ts?raw'),
  'concentration.ts': () => import('./concentration.ts?raw'),
  'confusion-matrix.ts': () => import('$src/metrics/confusion-matrix.ts?raw'),
} as const;

export async function codeFiles() {
  return Promise.all(
    Object.entries(sources).map(async ([name, load]) => ({
      name,
      language: 'ts' as const,
      text: (await load()).default,
    })),
  );
}
