import type { Bytes } from '$src/detect/store/model-files';

export function bytesFrom(...values: readonly number[]): Bytes {
  return Uint8Array.from(values);
}
