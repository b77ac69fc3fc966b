// A static host as a teacher would use it: the built app in a sub-folder, and no headers of ours.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export interface PlainHost {
  /** The app's address, with a slash at its end. */
  readonly base: string;
  close(): void;
}

export async function openPlainHost(): Promise<PlainHost> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const dist = resolve(root, process.env['CV_LAB_DIST'] ?? 'dist');
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const path = pathname.replace(/^\/teach\/cv-lab\//, '') || 'index.html';
    readFile(join(dist, path)).then(
      (body) =>
        response
          .setHeader('Content-Type', types[extname(path)] ?? 'application/octet-stream')
          .end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    base: `http://127.0.0.1:${port}/teach/cv-lab/`,
    close: () => void server.close(),
  };
}
