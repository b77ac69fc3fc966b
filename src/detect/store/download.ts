/**
 * Downloads a model of others: file by file, each verified before it counts. Asking again after a failure or a
 * cancel goes on where the last attempt stopped. The same code runs in the app and in `npm run models`; they
 * differ in where files are kept and in which origins may be asked.
 */
import { DetectError } from '../types';
import { faultOf, fetchFile } from './fetch-file';
import type { ModelFiles } from './model-files';
import { bytesOf, type ModelOrigin, type ThirdPartyModel } from './third-party';

export interface DownloadProgress {
  /** Of all files together: what is here, and what there is. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** The file under way. */
  readonly path: string;
}

const originReasons: readonly string[] = ['no-network', 'model-missing', 'model-broken'];

export interface DownloadParts {
  readonly origins: readonly ModelOrigin[];
  readonly get?: typeof fetch;
  readonly report?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal | undefined;
  readonly patienceMs?: number;
}

/**
 * Rejects with AbortError, or with DetectError of the last origin tried ('no-network', 'model-missing',
 * 'model-broken') or of the storage ('out-of-memory'). Files that are complete stay.
 */
export async function downloadModel(
  model: ThirdPartyModel,
  files: ModelFiles,
  parts: DownloadParts,
): Promise<void> {
  const totalBytes = bytesOf(model);
  let before = 0;
  for (const file of model.files) {
    const { path } = file;
    const report = (bytes: number): void =>
      parts.report?.({ bytes: before + Math.min(bytes, file.bytes), totalBytes, path });
    parts.signal?.throwIfAborted();
    const kept = await files.read(model.id, path);
    if (kept === undefined || (await faultOf(kept, file)) !== undefined) {
      await fromAnyOrigin(parts.origins, (origin) =>
        fetchFile(origin.base + path, model.id, file, files, { ...parts, report }),
      );
    }
    report(file.bytes);
    before += file.bytes;
  }
}

/** How much of the model is here. */
export async function keptBytes(model: ThirdPartyModel, files: ModelFiles): Promise<number> {
  let bytes = 0;
  for (const file of model.files) {
    const size = await files.sizeOf(model.id, file.path);
    bytes += size === file.bytes ? size : (await files.readPart(model.id, file.path)).length;
  }
  return bytes;
}

async function fromAnyOrigin<R>(
  origins: readonly ModelOrigin[],
  run: (origin: ModelOrigin) => Promise<R>,
): Promise<R> {
  const failures: DetectError[] = [];
  for (const origin of origins) {
    try {
      return await run(origin);
    } catch (error) {
      // Another origin helps against what one host sends or does not send, not against a full disk.
      const isOrigins = error instanceof DetectError && originReasons.includes(error.reason);
      if (!isOrigins) throw error;
      failures.push(error);
    }
  }
  const [only, ...others] = failures;
  if (only && others.length === 0) throw only;
  throw new DetectError(
    only?.reason ?? 'model-missing',
    failures.map(({ message }) => message).join('\n') ||
      'No origin of this model can be read by a page. Get it with npm run models.',
    { cause: only },
  );
}
