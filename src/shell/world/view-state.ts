/** What of a picture's truth is shown, and its text in a link. */

export const viewNames = ['photo', 'boxes', 'masks', 'outlines', 'depth', 'occlusion'] as const;
export type ViewName = (typeof viewNames)[number];

export const viewLabels: Readonly<Record<ViewName, string>> = {
  photo: 'Photo',
  boxes: 'Boxes',
  masks: 'Masks',
  outlines: 'Outlines',
  depth: 'Depth',
  occlusion: 'Occlusion',
};

/** What each view shows, in a sentence. */
export const viewHelp: Readonly<Record<ViewName, string>> = {
  photo: 'What the camera gives, sensor and all.',
  boxes:
    'Solid: tight on the visible mask. Dashed: the whole object, as if nothing stood before it, beyond the picture’s edge too.',
  masks: 'One colour per object; grey is of no class and never annotated.',
  outlines:
    'The edge truth: pixels whose right or lower neighbour belongs to another object or to none.',
  depth: 'Metres along the optical axis. Near is light.',
  occlusion: 'The share of each object inside the frame that others cover. Light is bare.',
};

export const overlayNames = ['boxes', 'full', 'masks', 'outlines'] as const;
export type OverlayName = (typeof overlayNames)[number];

export const overlayLabels: Readonly<Record<OverlayName, string>> = {
  boxes: 'Boxes',
  full: 'Full boxes',
  masks: 'Masks',
  outlines: 'Outlines',
};

export interface ViewState {
  readonly view: ViewName;
  readonly overlays: readonly OverlayName[];
  /** Share of the picture's width that shows the photo, 0..1. */
  readonly wipe: number;
}

export const initialView: ViewState = { view: 'photo', overlays: [], wipe: 0.25 };

/** Writes what differs from `initial` into a link's query. */
export function writeView(
  { view, overlays, wipe }: ViewState,
  to: URLSearchParams,
  initial = initialView,
): void {
  if (view !== initial.view) to.set('view', view);
  if (overlays.join() !== initial.overlays.join()) to.set('over', overlays.join('.') || 'none');
  const percent = Math.round(wipe * 100);
  if (percent !== Math.round(initial.wipe * 100)) to.set('wipe', String(percent));
}

/** Reads `writeView`; what means nothing gives the initial value. */
export function readView(from: URLSearchParams, initial = initialView): ViewState {
  const over = from.get('over');
  const percent = Number(from.get('wipe') ?? NaN);
  return {
    view: viewNames.find((name) => name === from.get('view')) ?? initial.view,
    overlays:
      over === null
        ? initial.overlays
        : overlayNames.filter((name) => over.split('.').includes(name)),
    wipe: percent >= 0 && percent <= 100 ? percent / 100 : initial.wipe,
  };
}
