/** What a drop or a paste brings: one picture file, or a sentence why not. */
import { SourceError } from './error';

/** The parts of DataTransfer that are used, so that tests can make one. */
export interface Transferred {
  readonly files: ArrayLike<File>;
  readonly items?: ArrayLike<{ webkitGetAsEntry?(): { readonly isDirectory: boolean } | null }>;
}

export interface PickedFile {
  readonly file: File;
  /** Said when something was left aside. */
  readonly notices: readonly string[];
}

/** The picture among the dropped files: the first that calls itself an image, else the first. */
export function pickDropped(data: Transferred | null): PickedFile {
  const files = Array.from(data?.files ?? []);
  const entry = Array.from(data?.items ?? []).map((item) => item.webkitGetAsEntry?.())[0];
  if (entry?.isDirectory === true) {
    throw new SourceError('folder', 'That is a folder. Open it and drop one picture from it.');
  }
  const file = files.find((f) => f.type.startsWith('image/')) ?? files[0];
  if (file === undefined) {
    throw new SourceError(
      'no-file',
      'What was dropped is not a file. Save the picture to disk first, then drop the file.',
    );
  }
  const notices = files.length > 1 ? [`${files.length} files were dropped; one is used.`] : [];
  return { file, notices };
}

/** The picture in the clipboard, or undefined when there is none or the reader pastes into a field. */
export function pickPasted(event: ClipboardEvent): File | undefined {
  const files = Array.from(event.clipboardData?.files ?? []);
  const file = files.find((f) => f.type.startsWith('image/'));
  if (file === undefined || isEditable(event.target)) return undefined;
  return file;
}

function isEditable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select') !== null)
  );
}
