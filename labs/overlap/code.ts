/** The files in which the measures of this lab are defined, as they are imported. */
import type { Language } from '$src/ui/highlight';

export interface CodeFile {
  readonly name: string;
  readonly language: Language;
  readonly text: string;
}

const sources = {
  'box-overlap.ts': () => import('$src/metrics/box-overlap.ts?raw'),
  'mask-overlap.ts': () => import('$src/metrics/mask-overlap.ts?raw'),
  'boundary-iou.ts': () => import('$src/metrics/boundary-iou.ts?raw'),
  'descent.ts': () => import('./descent.ts?raw'),
} as const;

export function codeFiles(): Promise<readonly CodeFile[]> {
  return Promise.all(
    Object.entries(sources).map(async ([name, load]) => ({
      name,
      language: 'ts' as const,
      text: (await load()).default,
    })),
  );
}
