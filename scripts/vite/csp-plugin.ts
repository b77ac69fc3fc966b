import type { Plugin } from 'vite';
import { contentSecurityPolicy } from '../headers.mjs';

/**
 * Writes the Content-Security-Policy into the built index.html for hosts that cannot send headers.
 * Not in development: Vite's hot reload needs a websocket and inline styles.
 */
export function csp(): Plugin {
  return {
    name: 'cv-lab-csp',
    transformIndexHtml: {
      order: 'pre',
      handler: (html, context) =>
        context.server
          ? html.replace(/\s*<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, '')
          : html.replace('%CSP%', contentSecurityPolicy),
    },
  };
}
