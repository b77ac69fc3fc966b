/**
 * Hash routes: `#/` home, `#/lab/<slug>?key=value`, `#/world`, `#/world/suites`,
 * `#/world/suites/<name>`, `#/live?key=value`, `#/models`,
 * `#/models/<id>`, `#/settings`, `#/about`.
 * A hash works under any sub-path of a static host and from a saved link.
 */
export interface Route {
  readonly page: 'home' | 'lab' | 'world' | 'live' | 'models' | 'settings' | 'about' | 'unknown';
  /** Of a lab; id of a model; in the world `` (the live scene), `suites` or `suites/<name>`. */
  readonly slug: string;
  readonly query: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  const search = new URLSearchParams(query);
  const [first, second] = parts;
  if (first === undefined) return { page: 'home', slug: '', query: search };
  if (first === 'lab' && second !== undefined && parts.length === 2) {
    return { page: 'lab', slug: decode(second), query: search };
  }
  if (first === 'world' && (second === undefined || second === 'suites') && parts.length <= 3) {
    return { page: 'world', slug: parts.slice(1).map(decode).join('/'), query: search };
  }
  if (first === 'models' && parts.length <= 2) {
    return { page: 'models', slug: decode(second ?? ''), query: search };
  }
  if ((first === 'live' || first === 'settings' || first === 'about') && parts.length === 1) {
    return { page: first, slug: '', query: search };
  }
  return { page: 'unknown', slug: path, query: search };
}

export function labHref(slug: string, query = ''): string {
  return `#/lab/${encodeURIComponent(slug)}${query === '' ? '' : `?${query}`}`;
}

/** `path` as in `suites/small`; empty for the live scene. */
export function worldHref(path = '', query = ''): string {
  return `#/world${path === '' ? '' : `/${path}`}${query === '' ? '' : `?${query}`}`;
}

export function liveHref(query = ''): string {
  return `#/live${query === '' ? '' : `?${query}`}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text; // a stray % in a hand-typed link: shown as it is
    throw error;
  }
}
