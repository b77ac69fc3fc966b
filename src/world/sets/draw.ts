/** Draws the pictures of sets.ts with the tabletop's renderer. */
import type { U8Image } from '$src/core/image';
import type { WorldRenderer } from '../render/renderer';
import type { SceneDescription } from '../scene';
import { truthOf } from '../truth';
import { roundScene } from '../export/compact';
import type { SheetSet, SpriteItem } from './sets';
import { closeIn, shotOf } from './shots';
import { standardise } from './standardise';

/** RGB of `set.size` squared. `samples` other than the set's is for drafts. */
export function drawSprite(
  renderer: WorldRenderer,
  set: SheetSet,
  item: SpriteItem,
  { size = set.size, samples = set.samples }: { size?: number; samples?: number } = {},
): { readonly image: U8Image; readonly scene: SceneDescription } {
  const shot = shotOf(set.name, item);
  const options = { width: size, height: size, samples };
  let { scene } = shot;
  if (shot.fill !== undefined) {
    // The truth is measured at the same size whatever the picture's, so that drafts frame alike.
    const side = 96;
    const measure = { width: side, height: side, samples: 1 };
    for (let round = 0; round < 2; round++) {
      const truth = truthOf(scene, renderer.buffers(scene, measure));
      const seen = truth.instances.find(({ label }) => label === 1);
      if (!seen) break;
      const camera = closeIn(scene.camera, seen.fullBoxXywh, side, shot.fill);
      scene = roundScene({ ...scene, camera });
    }
  }
  const image = renderer.picture(scene, options);
  return { image: shot.standard ? standardise(image, shot.standard) : image, scene };
}
