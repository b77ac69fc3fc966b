/** A piece of surface, flat or slightly domed, for the set of textures only; no class of the suites. */
import { Color, Mesh, PlaneGeometry, SphereGeometry } from 'three';
import { drawSwatchLook, patternOf, type SwatchLook } from '../sets/textures';
import { defineThing, type ThingForm } from './thing';

interface SwatchForm extends ThingForm {
  readonly look: SwatchLook;
}

const sideM = 0.6;
const domeRadiusM = 0.3;
/** Half the opening angle of the dome: its rim lies on the table. */
const domeAngle = Math.PI / 3;

export default defineThing<SwatchForm>({
  name: 'swatch',
  draw(rng) {
    const look = drawSwatchLook(rng);
    const heightM = look.isDome ? domeRadiusM * (1 - Math.cos(domeAngle)) : 0.002;
    return { radiusM: sideM / 2, heightM, look };
  },
  build({ look, heightM }, kit) {
    const geometry = look.isDome
      ? new SphereGeometry(domeRadiusM, 48, 24, 0, 2 * Math.PI, 0, domeAngle).translate(
          0,
          heightM - domeRadiusM,
          0,
        )
      : new PlaneGeometry(sideM, sideM).rotateX(-Math.PI / 2).translate(0, heightM, 0);
    const [x, y] = look.offset;
    return new Mesh(
      geometry,
      kit.skin({
        colour: new Color(0.5, 0.5, 0.5),
        roughness: 0.75,
        pattern: patternOf(look.texture),
        uniforms: { scale: look.scale, offset: { x, y } },
      }),
    );
  },
});
