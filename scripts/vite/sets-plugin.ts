import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';

/** The bench's own pictures are no set to browse. */
const unlisted = ['bench'];
/** Not under samples/: the service worker keeps it with the app, so that the list is there offline. */
const file = 'picture-sets.json';

/**
 * Writes `picture-sets.json`: which picture sets this copy ships, with pictures and bytes, read off
 * public/samples at build time (while developing: at each request), so that a page can list them
 * without fetching their annotations.
 */
export function pictureSets(): Plugin {
  let folder = '';
  return {
    name: 'cv-lab-picture-sets',
    configResolved(config) {
      folder = join(config.publicDir, 'samples');
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = request.url?.split('?')[0] ?? '';
        if (!path.endsWith(`/${file}`)) {
          next();
          return;
        }
        response.setHeader('Content-Type', 'application/json');
        response.end(listingOf(folder));
      });
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: file, source: listingOf(folder) });
    },
  };
}

/** The listing as JSON; see SuiteListing in src/sources/suites.ts. */
export function listingOf(folder: string): string {
  const names = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !unlisted.includes(entry.name))
        .map(({ name }) => name)
        .filter((name) => existsSync(join(folder, name, 'annotations.json')))
    : [];
  const order = ['stills', 'clips', 'sheets'];
  const sets = names
    .map((name) => describe(join(folder, name), name))
    .sort(
      (a, b) =>
        order.indexOf(a.kind) - order.indexOf(b.kind) ||
        b.pictures - a.pictures ||
        a.name.localeCompare(b.name),
    );
  return JSON.stringify({ sets });
}

interface Annotations {
  readonly kind?: string;
  readonly info?: { readonly title?: string; readonly description?: string };
  readonly images?: readonly { readonly tabletop?: { readonly clip?: number } }[];
  readonly splits?: readonly { readonly count: number }[];
}

function describe(folder: string, name: string) {
  const text = readFileSync(join(folder, 'annotations.json'), 'utf8');
  const { kind, info = {}, images = [], splits = [] } = JSON.parse(text) as Annotations;
  const isSheets = kind === 'sprite sheets';
  const isClips = images[0]?.tabletop?.clip !== undefined;
  const sizes = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    // Logs and drafts of the generator, which begin with a dot, are not shipped.
    .filter((path) => !/(^|[\\/])\./.test(relative(folder, path)))
    .map((path) => statSync(path).size);
  return {
    name,
    title: info.title ?? name,
    // The file's own description begins with the project's and the suite's name.
    description: (info.description ?? '').replace(/^CV Lab[^:]*: /, ''),
    kind: isSheets ? 'sheets' : isClips ? 'clips' : 'stills',
    pictures: isSheets ? splits.reduce((sum, { count }) => sum + count, 0) : images.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    files: sizes.length,
  };
}
