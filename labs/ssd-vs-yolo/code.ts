/** The sources of the stages that this lab is about, in the order in which a frame passes them. */
const sources = {
  'to-input.ts': () => import('$src/detect/stages/to-input.ts?raw'),
  'dfl-grid.ts': () => import('$src/detect/stages/decode/dfl-grid.ts?raw'),
  'default-boxes.ts': () => import('$src/detect/stages/default-boxes.ts?raw'),
  'ssd.ts': () => import('$src/detect/stages/decode/ssd.ts?raw'),
  'suppress.ts': () => import('$src/detect/stages/suppress.ts?raw'),
  'coco-ssd-quirk.ts': () => import('$src/detect/adapters/coco-ssd-quirk.ts?raw'),
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
