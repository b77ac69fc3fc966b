/** How far reading a model's files has come, as a step of opening. Apart from `open.ts`, which a page need not load. */
import type { BytesProgress } from './fetch-bytes';
import type { OpenProgress } from './open';

/** For a reader's `onBytes`: each file counts from 0. */
export function modelBytes(tell: (progress: OpenProgress) => void): BytesProgress {
  return (loadedBytes, totalBytes) =>
    tell({ step: 'model', loadedBytes, ...(totalBytes === undefined ? {} : { totalBytes }) });
}
