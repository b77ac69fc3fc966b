/**
 * Keeps the whole app for use without a network, and adds the cross-origin-isolation headers where a
 * static host cannot send them (threads and fine timers need them). Everything is same-origin.
 *
 * Precaching is workbox's: every built file with its hash. A new version waits until the reader asks
 * for it (PageFrame shows the notice), so that a page never mixes files of two builds.
 *
 * The rendered picture sets are too many to keep unasked: those that were looked at are kept, and the
 * network goes first, so that a set made anew is never mixed with an old one.
 */
import { addPlugins, cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { NetworkFirst } from 'workbox-strategies';

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: readonly { readonly url: string; readonly revision: string | null }[];
};

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
addPlugins([isolating]);
cleanupOutdatedCaches();
precacheAndRoute([...self.__WB_MANIFEST]);
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && /\/samples\/[\w-]+\/[\w./-]+$/.test(url.pathname),
  new NetworkFirst({ cacheName: 'samples', plugins: [isolating] }),
);

self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
