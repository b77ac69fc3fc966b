/** What goes wrong with storage, in words for the reader: what happened, what is safe, what to do. */
import type { StorageTrouble } from '$src/evidence/store';

const untilClose =
  'Measurements made now are kept until this tab closes; export them to keep them.';

export const troubles = {
  absent: {
    kind: 'absent',
    message: `This browser has no storage for pages. ${untilClose}`,
  },
  blocked: {
    kind: 'blocked',
    message: `The browser blocks storage for this page (a private window, or the site's settings). ${untilClose}`,
  },
  heldByOldTab: {
    kind: 'blocked',
    message: `An older CV Lab in another tab holds the notebook. Close or reload that tab: what is measured here is saved then. ${untilClose}`,
  },
  silent: {
    kind: 'blocked',
    message: `The browser does not answer when asked for storage. What is measured here is saved as soon as it does. ${untilClose}`,
  },
  newer: {
    kind: 'newer',
    message: `The notebook on this machine was written by a newer CV Lab. Reload this page to get it. ${untilClose}`,
  },
  outdated: {
    kind: 'outdated',
    message: `CV Lab was updated in another tab, which has taken over the notebook. Reload this page. What you measure here until then is handed to that tab; if you close it first, export here.`,
  },
  full: {
    kind: 'full',
    message: `Storage is full: measurements made now are kept until this tab closes. Export them, or free some space: they are saved with the next measurement.`,
  },
} as const satisfies Record<string, StorageTrouble>;

/** The trouble that an error of IndexedDB stands for. */
export function troubleOf(error: unknown): StorageTrouble {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'QuotaExceededError':
      return troubles.full;
    case 'VersionError':
      return troubles.newer;
    case 'NotSupportedError':
      return troubles.absent;
    case 'SecurityError':
    case 'InvalidStateError':
    case 'NotAllowedError':
      return troubles.blocked;
    default:
      return {
        kind: 'broken',
        message: `Storage failed (${error instanceof Error ? error.message || name : String(error)}). ${untilClose}`,
      };
  }
}

/** Some records of an earlier session are damaged. */
export function unreadable(count: number): StorageTrouble {
  const [what, verb] = count === 1 ? ['record', 'is'] : ['records', 'are'];
  return {
    kind: 'broken',
    message: `${count} kept ${what} cannot be read and ${verb} left where ${count === 1 ? 'it is' : 'they are'}; everything else works.`,
  };
}
