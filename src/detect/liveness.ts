/**
 * Learning that a worker is gone. A worker that ends itself, or that the browser ends, fires no event on the page; but
 * the lock that it held (Web Locks) comes free. Where there are no locks (Node, pages without https, a browser that
 * blocks the site's storage), only a time limit tells.
 */
function lockManager(): LockManager | undefined {
  const { navigator } = globalThis as { readonly navigator?: { readonly locks?: LockManager } };
  return navigator?.locks;
}

/** In the worker: takes the lock and keeps it as long as the worker lives. */
export function holdLock(name: string): void {
  lockManager()
    ?.request(name, () => new Promise(() => undefined))
    .catch(expectBlocked);
}

/** On the page: calls `ended` when the holder is gone, unless `signal` was aborted before. */
export function whenReleased(name: string, signal: AbortSignal, ended: () => void): void {
  lockManager()
    ?.request(name, { signal }, ended)
    .catch((error: unknown) => {
      if (!signal.aborted) expectBlocked(error);
    });
}

/** Chromium refuses locks together with storage, when cookies are blocked. */
function expectBlocked(error: unknown): void {
  if (!(error instanceof DOMException) || error.name !== 'SecurityError') throw error;
}
