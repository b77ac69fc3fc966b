// Builds the app and serves it with cross-origin isolation and the Content-Security-Policy.
// Usage: npm start [-- --port 4173]
import { build, preview } from 'vite';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const flag = process.argv.indexOf('--port');
const port = Number(flag > 0 ? process.argv[flag + 1] : (process.env['PORT'] ?? 4173));
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  console.error(`--port must be a whole number from 1 to 65535; got ${process.argv[flag + 1]}.`);
  process.exit(2);
}

await build({ root, logLevel: 'warn' });
const server = await preview({ root, preview: { port, strictPort: false } });
const urls = [...(server.resolvedUrls?.local ?? []), ...(server.resolvedUrls?.network ?? [])];
console.log(`\nCV Lab is at ${urls[0] ?? `http://localhost:${port}/`}\nStop it with Ctrl+C.`);
