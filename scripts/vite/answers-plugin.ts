import type { Plugin } from 'vite';
import { compileAnswers, quotedSlots } from './compile-answers.ts';

/** Turns `labs/<slug>/answers.md` into a module: `export default` the answers, `export const slots`. */
export function answers(): Plugin {
  return {
    name: 'cv-lab-answers',
    enforce: 'pre',
    transform(code, id) {
      const file = id.split('?')[0] ?? id;
      if (!file.endsWith('/answers.md') || id.includes('?raw')) return undefined;
      const compiled = compileAnswers(code, file.slice(file.lastIndexOf('/labs/') + 1));
      return {
        code: `export default ${JSON.stringify(compiled)};\nexport const slots = ${JSON.stringify(quotedSlots(compiled))};\n`,
        map: null,
        moduleType: 'js',
      };
    },
  };
}
