import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { fileURLToPath } from 'node:url';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { answers } from './scripts/vite/answers-plugin.ts';
import { csp } from './scripts/vite/csp-plugin.ts';
import { pictureSets } from './scripts/vite/sets-plugin.ts';
import { chromiumFlags, findBrowser } from './scripts/browser.mjs';
import { isolationHeaders, securityHeaders } from './scripts/headers.mjs';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Chunks of the big runtimes are known by their names: the service worker keeps them when they are first used. */
function chunkFileNames({ moduleIds }: { readonly moduleIds: readonly string[] }): string {
  const isRuntime = moduleIds.some((id) =>
    /node_modules\/(@tensorflow|@tensorflow-models|onnxruntime-web)\//.test(id),
  );
  return isRuntime ? 'assets/runtime-[name]-[hash].js' : 'assets/[name]-[hash].js';
}

export default defineConfig({
  plugins: [
    answers(),
    csp(),
    pictureSets(),
    svelte(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'service-worker.ts',
      registerType: 'prompt',
      injectRegister: false,
      manifest: {
        name: 'CV Lab',
        short_name: 'CV Lab',
        description: 'Answers you measured yourself: a hands-on computer-vision lab.',
        theme_color: '#f7f4ec',
        background_color: '#f7f4ec',
        display: 'standalone',
        start_url: './',
        icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' }],
      },
      injectManifest: {
        globPatterns: ['**/*.{js,mjs,css,html,svg,woff2,png,json,wasm}', 'models/**'],
        // Of the picture sets only the bench's is kept unasked. The list also names what is kept when it is
        // first used, models and runtimes up to 27 MB; see src/service-worker.ts.
        globIgnores: ['samples/!(bench)/**'],
        maximumFileSizeToCacheInBytes: 32 * 1024 * 1024,
      },
    }),
  ],
  base: './',
  resolve: {
    alias: {
      $src: path('./src'),
      $labs: path('./labs'),
      $scripts: path('./scripts'),
      $test: path('./test'),
    },
    // One engine: two copies of tfjs-core know nothing of each other's backends.
    dedupe: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-converter'],
  },
  build: {
    target: 'es2023',
    sourcemap: false,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { chunkFileNames } },
  },
  worker: { format: 'es', rolldownOptions: { output: { chunkFileNames } } },
  server: { headers: isolationHeaders },
  preview: { headers: { ...isolationHeaders, ...securityHeaders } },
  optimizeDeps: {
    // Found late, a dependency makes the development server reload the page.
    include: [
      '@tensorflow-models/coco-ssd',
      '@tensorflow/tfjs',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgpu',
      'axe-core',
      'comlink',
      'fast-png',
      'fflate',
      'idb',
      'onnxruntime-web',
      'onnxruntime-web/wasm',
      'onnxruntime-web/webgpu',
      'three',
      'valibot',
    ],
  },
  test: {
    env: { PROPERTY_SEED: process.env['PROPERTY_SEED'] ?? '20261122' },
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          setupFiles: ['./test/support/properties.ts'],
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', 'test/e2e/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          setupFiles: ['./test/support/properties.ts'],
          include: ['test/**/*.browser.test.ts'],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: findBrowser() ?? '', args: chromiumFlags },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
