/**
 * The app's address, ending in a slash: what lies beside the page is found from here, also under a sub-path.
 * Works on a page and in a worker: a built worker lies in `assets/`, one level below the page.
 */
export function appRoot(): URL {
  const { BASE_URL, DEV } = import.meta.env;
  const { document: page } = globalThis as { readonly document?: { readonly baseURI: string } };
  return page
    ? new URL(BASE_URL, page.baseURI)
    : new URL(DEV ? BASE_URL : '../', globalThis.location.href);
}
