// Runs one TypeScript script with the project's own Vite configuration, so that a script resolves
// aliases, `?raw` kernels and `import.meta.glob` exactly as the app does.
// Usage: node scripts/run.mjs scripts/oracle.ts [arguments]
import { createServer, createServerModuleRunner } from 'vite';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';

const root = fileURLToPath(new URL('..', import.meta.url));
const [script, ...argv] = process.argv.slice(2);
if (script === undefined) {
  console.error('Usage: node scripts/run.mjs <script.ts> [arguments]');
  process.exit(2);
}

const server = await createServer({
  root,
  configFile: resolve(root, 'vite.config.ts'),
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, hmr: false, watch: null, ws: false },
  optimizeDeps: { noDiscovery: true, include: [] },
});
const runner = createServerModuleRunner(server.environments.ssr, { hmr: false });
/** @type {{ main?: (argv: string[]) => Promise<number | void> }} */
const module = await runner.import(resolve(root, script));
if (typeof module.main !== 'function') {
  console.error(`${script} exports no function main(argv).`);
  process.exit(2);
}
let code;
try {
  code = await module.main(argv);
} catch (error) {
  // A mistyped option or an unreadable file is told in one line; the stack helps only with a bug.
  const isUsage =
    error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  console.error(isUsage ? error.message : error);
  code = isUsage ? 2 : 1;
}
await server.close();
process.exit(typeof code === 'number' ? code : 0);
