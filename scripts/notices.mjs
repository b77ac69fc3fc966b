// Makes THIRD_PARTY_NOTICES.md from package-lock.json: every package that can reach the reader's
// browser (the closure of "dependencies"), with version, licence and the licence text it ships.
// Usage: npm run notices [-- --check]
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const root = fileURLToPath(new URL('..', import.meta.url));
/** @type {{ packages: Record<string, { version?: string, license?: string, dev?: boolean, optional?: boolean, peer?: boolean }> }} */
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

const sections = Object.entries(lock.packages)
  .filter(([path, entry]) => path !== '' && entry.dev !== true && entry.optional !== true)
  .map(([path, entry]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return {
      name,
      version: entry.version ?? '',
      licence: entry.license ?? 'see text',
      text: licenceText(join(root, path)),
    };
  })
  .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** @param {string} folder */
function licenceText(folder) {
  if (!existsSync(folder)) return '';
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying|ofl)/i.test(name));
  return file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
}

// The same text is printed once and referred to by number: most packages share a handful.
/** @type {Map<string, number>} */
const texts = new Map();
const rows = sections.map(({ name, version, licence, text }) => {
  if (text !== '' && !texts.has(text)) texts.set(text, texts.size + 1);
  // Our own LICENSE is the text of Apache-2.0.
  const missing =
    licence === 'Apache-2.0' ? 'none in the package; see LICENSE' : 'none in the package';
  const reference = text === '' ? missing : `text ${texts.get(text)}`;
  return `| ${name} | ${version} | ${licence} | ${reference} |`;
});
const page = [
  '# Third-party notices',
  '',
  'CV Lab itself is licensed under Apache-2.0 (see LICENSE). These packages can be part of what the reader’s browser loads. Made from package-lock.json by `npm run notices`; do not edit.',
  '',
  'The weights in public/models were trained by the recipes in training/ and are part of CV Lab. Detectors of others (coco-ssd’s graph, YOLOX-Nano; both Apache-2.0) are no part of it: the reader fetches them from their origin.',
  '',
  '| package | version | licence | licence text |',
  '|---|---|---|---|',
  ...rows,
  '',
  ...[...texts].flatMap(([text, number]) => [`## Text ${number}`, '', '```text', text, '```', '']),
].join('\n');

const target = join(root, 'THIRD_PARTY_NOTICES.md');
if (process.argv.includes('--check')) {
  const isCurrent = existsSync(target) && readFileSync(target, 'utf8') === page;
  if (!isCurrent) console.error('THIRD_PARTY_NOTICES.md is out of date: run npm run notices.');
  process.exit(isCurrent ? 0 : 1);
}
writeFileSync(target, page);
console.log(`${sections.length} packages, ${texts.size} licence texts.`);
