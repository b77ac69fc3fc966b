/**
 * The picture in a link: `sample:coins`, `suite:test:12`, `tabletop:<scene>`, or `file:coins` and
 * `webcam:coins`, where the name is what is shown instead, since a link cannot carry those pictures.
 */
import { SourceError } from './error';

export type SourceLink =
  | { readonly kind: 'sample' | 'file' | 'webcam'; readonly name: string }
  | { readonly kind: 'suite'; readonly name: string; readonly id: number }
  | { readonly kind: 'tabletop'; readonly scene: string };

/** Undefined for what names no picture. Whether there is such a sample or suite is another question. */
export function parseSourceLink(key: string): SourceLink | undefined {
  if (key.startsWith('tabletop:')) return { kind: 'tabletop', scene: key.slice(9) };
  const [, suite, id] = /^suite:([\w-]+):(\d{1,6})$/.exec(key) ?? [];
  if (suite !== undefined) return { kind: 'suite', name: suite, id: Number(id) };
  const [, kind, name = ''] = /^(sample|file|webcam):([a-z0-9-]*)$/.exec(key) ?? [];
  return kind === undefined ? undefined : { kind: kind as 'sample' | 'file' | 'webcam', name };
}

/** The actions of `ImageSource` that a link takes. */
export interface LinkOpener {
  readonly error: SourceError | undefined;
  useSample(name: string): Promise<boolean>;
  useSuite(name: string, id: number): Promise<boolean>;
  useTabletop(scene: string): Promise<boolean>;
  hasSample(name: string): Promise<boolean>;
  /** Says something beside the picture that is shown. */
  tell(error: SourceError, retry?: () => Promise<boolean>): void;
}

/** Shows what `key` names, or else `defaultSample` with a sentence why. Resolves false when that failed too. */
export async function openLink(
  source: LinkOpener,
  key: string,
  defaultSample: string,
): Promise<boolean> {
  const link = parseSourceLink(key);
  if (link?.kind === 'tabletop') {
    const open = (): Promise<boolean> => source.useTabletop(link.scene);
    return openOr(source, open, defaultSample, open);
  }
  if (link?.kind === 'suite') {
    return openOr(source, () => source.useSuite(link.name, link.id), defaultSample);
  }
  const isKnown = link !== undefined && (await source.hasSample(link.name));
  const isOpen = await source.useSample(isKnown ? link.name : defaultSample);
  const note = noteOn(link, key, isKnown);
  if (isOpen && note !== undefined) source.tell(new SourceError('not-in-link', note));
  return isOpen;
}

/** Where `open` fails, the default sample is shown under the reason. */
async function openOr(
  source: LinkOpener,
  open: () => Promise<boolean>,
  defaultSample: string,
  retry?: () => Promise<boolean>,
): Promise<boolean> {
  if (await open()) return true;
  const failure = source.error;
  if (failure === undefined) return false; // overtaken
  const isOpen = await source.useSample(defaultSample);
  if (isOpen) source.tell(failure, retry);
  return isOpen;
}

function noteOn(link: SourceLink | undefined, key: string, isKnown: boolean): string | undefined {
  if (link?.kind === 'file') {
    return 'This link was made with a picture of your own, which a link cannot carry: choose it again.';
  }
  if (link?.kind === 'webcam') {
    return 'This link was made with a camera picture, which a link cannot carry: turn the webcam on again.';
  }
  return isKnown
    ? undefined
    : `The picture in this link, “${key.slice(0, 60)}”, is not among the samples; another one is shown.`;
}
