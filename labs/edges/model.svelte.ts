/** What the edges page derives from its session. */
import type { LabSession } from '$src/lab/session.svelte';

export class EdgesModel {
  readonly session: LabSession;

  constructor(session: LabSession) {
    this.session = session;
  }
}
