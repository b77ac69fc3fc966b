/**
 * Hash routes: `#/` home, `#/lab/<slug>?key=value`, `#/settings`, `#/about`.
 * A hash works under any sub-path of a static host and from a saved link.
 */
export interface Route {
  readonly page: 'home' | 'lab' | 'settings' | 'about' | 'unknown';
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
  if ((first === 'settings' || first === 'about') && parts.length === 1) {
    return { page: first, slug: '', query: search };
  }
  return { page: 'unknown', slug: path, query: search };
}

export function labHref(slug: string, query = ''): string {
  return `#/lab/${encodeURIComponent(slug)}${query === '' ? '' : `?${query}`}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text; // a stray % in a hand-typed link: shown as it is
    throw error;
  }
}
