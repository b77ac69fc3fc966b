/**
 * A whole scene as text for a link: its JSON, deflated (RFC 1951), in the URL-safe base64 of RFC 4648.
 * Six objects take about 900 characters. For scenes that no dials describe.
 */
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { compactScene, expandScene, type CompactScene } from '$src/world/export/compact';
import { readScene, SceneError } from '$src/world/schema';
import type { SceneDescription } from '$src/world/scene';

/** Longer links are cut by messengers and mail; such a scene is sent as a file. */
export const longestPacked = 6000;
/** Of the JSON; a hostile link must not blow up. */
const mostBytes = 400_000;

/** Undefined when the scene is too large for a link. */
export function packScene(scene: SceneDescription): string | undefined {
  const bytes = deflateSync(strToU8(JSON.stringify(compactScene(scene))), { level: 9 });
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const text = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return text.length <= longestPacked ? text : undefined;
}

/** Throws SceneError for anything but a packed scene. */
export function unpackScene(text: string): SceneDescription {
  if (text.length > longestPacked || !/^[\w-]*$/.test(text)) {
    throw new SceneError('', `“${text.slice(0, 30)}…”`, 'the text of a link to a scene');
  }
  let json: unknown;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    // A buffer of fixed size: what inflates beyond it fails instead of taking the memory.
    json = JSON.parse(strFromU8(inflateSync(bytes, { out: new Uint8Array(mostBytes) })));
  } catch (cause) {
    throw new SceneError('', 'a link that was cut or changed', 'a whole link to a scene', {
      cause,
    });
  }
  const hasObjects =
    typeof json === 'object' &&
    json !== null &&
    'objects' in json &&
    Array.isArray(json.objects) &&
    json.objects.every((object) => typeof object === 'object' && object !== null);
  return readScene(hasObjects ? expandScene(json as unknown as CompactScene) : json);
}
