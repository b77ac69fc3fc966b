/** A printed tag lying on the table, for the set of mirrored symbols only; no class of the suites. */
import { BoxGeometry, Color, Group, Mesh, PlaneGeometry } from 'three';
import { createRng } from '$src/core/rng';
import { drawPrinting, drawTagLook, paintSymbol, type TagLook } from '../sets/glyphs';
import { defineThing, type ThingForm } from './thing';

interface TagForm extends ThingForm {
  readonly look: TagLook;
}

const thicknessM = 0.0015;
const printPx = 128;

export default defineThing<TagForm>({
  name: 'tag',
  draw(rng) {
    const look = drawTagLook(rng);
    // The disc within the card, not about it: the table is darkened under that disc.
    return { radiusM: 0.47 * Math.min(look.widthM, look.lengthM), heightM: thicknessM, look };
  },
  build({ look }, kit) {
    const { symbol, printing, paper, widthM, lengthM } = look;
    const colour = new Color().setHSL(...paper);
    const card = new Mesh(
      new BoxGeometry(widthM, thicknessM, lengthM),
      kit.skin({ colour, roughness: 0.8 }),
    );
    card.position.y = thicknessM / 2;
    const print = kit.print(`tag ${symbol} ${printing}`, printPx, printPx, (context) => {
      // The same drawing for all six symbols: only the direction differs.
      const drawing = drawPrinting(createRng(printing).fork('printing'));
      paintSymbol(context, printPx, symbol, drawing);
    });
    const face = new Mesh(
      new PlaneGeometry(widthM, lengthM),
      kit.skin({ colour, roughness: 0.7, print }),
    );
    face.rotation.x = -Math.PI / 2;
    face.position.y = thicknessM + 0.0003;
    return new Group().add(card, face);
  },
});
