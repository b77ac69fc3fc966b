/** The reader's own model that was opened last, shared by the pages until the tab closes. */
import type { DetectorRequest } from '../open';

class OpenedModel {
  request = $state.raw<DetectorRequest>();
}
export const openedModel = new OpenedModel();
