/**
 * News between tabs of the lab, so that both show what either has measured. A tab that could not save
 * its change says so, and a tab that can save keeps it: an update or a full disk in one tab does not
 * lose anything while another one works.
 */
import type { StoredChange } from './connection';

export interface TabMessage {
  readonly change: StoredChange;
  /** False when the sender could not write the change to disk. */
  readonly isSaved: boolean;
}

export interface Tabs {
  post(message: TabMessage): void;
  close(): void;
}

/** Joins the channel `name`. Without BroadcastChannel the tab simply stands alone. */
export function joinTabs(name: string, onMessage: (message: TabMessage) => void): Tabs {
  if (typeof BroadcastChannel === 'undefined')
    return { post: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (isTabMessage(data)) onMessage(data);
  };
  return {
    post: (message) => channel.postMessage(message),
    close: () => channel.close(),
  };
}

/** Tabs of one origin may run different releases: what is not understood is passed over. */
function isTabMessage(data: unknown): data is TabMessage {
  return typeof data === 'object' && data !== null && 'change' in data && 'isSaved' in data;
}
