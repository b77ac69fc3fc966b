/**
 * Keeps the whole app for use without a network, and adds the cross-origin-isolation headers where a
 * static host cannot send them (threads and fine timers need them). Everything is same-origin.
 *
 * Precaching is workbox's: every built file with its hash. A new version waits until the reader asks
 * for it (PageFrame shows the notice), so that a page never mixes files of two builds.
 *
 * What only detectors need (weights, and runtimes of up to 27 MB) is kept when it is first used, not before.
 * It is in the same list, so that these files too belong to one build.
 *
 * The rendered picture sets are too many to keep unasked: those that were looked at are kept, and the
 * network goes first, so that a set made anew is never mixed with an old one.
 */
import { addPlugins, cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { CacheFirst, NetworkFirst } from 'workbox-strategies';

interface BuiltFile {
  readonly url: string;
  /** null where the name holds the hash. */
  readonly revision: string | null;
}
declare const self: ServiceWorkerGlobalScope;

/** The same response with the isolation headers. */
function isolated(response: Response): Response {
  if (response.status === 0 || response.type === 'opaque') return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  return new Response(response.body, {
    status: response.status,
    statusText: response.statusText,
    headers,
  });
}

const isolating = {
  cachedResponseWillBeUsed: ({ cachedResponse }: { cachedResponse?: Response | undefined }) =>
    Promise.resolve(cachedResponse && isolated(cachedResponse)),
};

const built = self.__WB_MANIFEST as readonly BuiltFile[];
addPlugins([isolating]);
cleanupOutdatedCaches();
precacheAndRoute(built.filter((file) => !isOnDemand(file)));

/** Weights (cards are small), WebAssembly and its glue, and the chunks that vite.config.ts names so. */
function isOnDemand({ url }: BuiltFile): boolean {
  return url.startsWith('models/')
    ? !url.endsWith('/card.json')
    : /^assets\/(runtime-.*\.js|.*\.(wasm|mjs))$/.test(url);
}

const onDemandCache = 'on-demand';
/** Address -> the key that it is kept under, which holds the revision. */
const onDemand = new Map(
  built.filter(isOnDemand).map(({ url, revision }) => {
    const { href } = new URL(url, self.location.href);
    return [href, revision === null ? href : `${href}?revision=${revision}`];
  }),
);
registerRoute(
  ({ url }) => onDemand.has(url.href),
  new CacheFirst({
    cacheName: onDemandCache,
    plugins: [
      {
        cacheKeyWillBeUsed: ({ request }) =>
          Promise.resolve(onDemand.get(request.url) ?? request.url),
        // Also what comes from the network: onnxruntime's threads start from one of these files.
        handlerWillRespond: ({ response }) => Promise.resolve(isolated(response)),
      },
    ],
  }),
);

/** Drops what an older build kept. */
async function dropOutdated(): Promise<void> {
  const cache = await caches.open(onDemandCache);
  const current = new Set(onDemand.values());
  for (const request of await cache.keys()) {
    if (!current.has(request.url)) await cache.delete(request);
  }
}

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && /\/samples\/[\w-]+\/[\w./-]+$/.test(url.pathname),
  new NetworkFirst({ cacheName: 'samples', plugins: [isolating] }),
);

self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});
self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), dropOutdated()]));
});
