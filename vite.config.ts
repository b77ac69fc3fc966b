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
        globPatterns: ['**/*.{js,css,html,svg,woff2,png,json,wasm}'],
        // Of the picture sets only the bench's is kept unasked; see src/service-worker.ts.
        globIgnores: ['samples/!(bench)/**'],
        maximumFileSizeToCacheInBytes: 6 * 1024 * 1024,
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
  },
  build: { target: 'es2023', sourcemap: false, modulePreload: { polyfill: false } },
  worker: { format: 'es' },
  server: { headers: isolationHeaders },
  preview: { headers: { ...isolationHeaders, ...securityHeaders } },
  optimizeDeps: {
    include: ['axe-core', 'comlink', 'fast-png', 'fflate', 'idb', 'three', 'valibot'],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', 'test/e2e/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
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
