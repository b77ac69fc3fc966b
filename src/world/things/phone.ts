/** A phone, of no class, lying: a dark slab with rounded corners, screen off or lit, or its back with cameras. */
import {
  Color,
  CylinderGeometry,
  ExtrudeGeometry,
  Group,
  Mesh,
  Shape,
  ShapeGeometry,
  type Texture,
} from 'three';
import type { Kit, Pattern } from '../render/kit';
import { drawPicture } from './flat/covers';
import { between, chance, hsl, pick } from './flat/draw';
import { defineThing, type ThingForm } from './thing';

/** radiusM is half its diagonal. */
interface PhoneForm extends ThingForm {
  readonly widthM: number;
  readonly lengthM: number;
  readonly thicknessM: number;
  readonly cornerM: number;
  readonly bezelM: number;
  readonly face: 'off' | 'lit' | 'back';
  readonly screen: number;
  readonly brightness: number;
  readonly frame: Color;
  readonly isMetal: boolean;
  readonly back: Color;
  readonly backRoughness: number;
  readonly cameras: number;
}

const screenCount = 6;

/** Its own program: a screen shines by what is printed on it. */
const shining: Pattern = { name: 'screen', glsl: 'colour = vec3(0.004); roughness = 0.08;' };

function screen(kit: Kit, index: number): Texture {
  return kit.print(`phone-screen-${index}`, 128, 256, (context, rng) => {
    if (index % 3 === 2) {
      context.fillStyle = index % 2 === 0 ? '#f4f5f7' : '#17191d';
      context.fillRect(0, 0, 128, 256);
      for (let y = 16; y < 240; y += 24) {
        const isMine = chance(rng, 0.5);
        context.fillStyle = isMine ? '#3f8cff' : '#9aa0a8';
        const width = rng.integer(40, 86);
        context.beginPath();
        context.roundRect(isMine ? 120 - width : 8, y, width, 17, 8);
        context.fill();
      }
      return;
    }
    drawPicture(context, rng, 0, 0, 128, 256);
    if (index % 3 === 0) {
      context.fillStyle = '#fff';
      context.textAlign = 'center';
      context.font = '34px sans-serif';
      context.fillText(`${rng.integer(1, 12)}:${rng.integer(10, 59)}`, 64, 64);
      return;
    }
    for (let row = 0; row < 6; row++) {
      for (let column = 0; column < 4; column++) {
        if (row === 4) continue;
        context.fillStyle = `hsl(${rng.integer(0, 359)}, 75%, ${rng.integer(45, 75)}%)`;
        context.beginPath();
        context.roundRect(9 + 29 * column, 26 + 37 * row, 22, 22, 6);
        context.fill();
      }
    }
  });
}

/** A rectangle with round corners about the origin. */
function rounded(width: number, height: number, radius: number): Shape {
  const [x, y] = [width / 2, height / 2];
  return new Shape()
    .moveTo(-x + radius, -y)
    .lineTo(x - radius, -y)
    .absarc(x - radius, -y + radius, radius, -Math.PI / 2, 0, false)
    .lineTo(x, y - radius)
    .absarc(x - radius, y - radius, radius, 0, Math.PI / 2, false)
    .lineTo(-x + radius, y)
    .absarc(-x + radius, y - radius, radius, Math.PI / 2, Math.PI, false)
    .lineTo(-x, -y + radius)
    .absarc(-x + radius, -y + radius, radius, Math.PI, 1.5 * Math.PI, false);
}

/** The plate as a flat sheet that looks up, with the whole print on it. */
function sheet(width: number, length: number, corner: number): ShapeGeometry {
  const geometry = new ShapeGeometry(rounded(width, length, corner), 6);
  const { position, uv } = geometry.attributes;
  if (position && uv) {
    for (let i = 0; i < position.count; i++)
      uv.setXY(i, position.getX(i) / width + 0.5, position.getY(i) / length + 0.5);
  }
  return geometry;
}

export default defineThing<PhoneForm>({
  name: 'phone',
  draw(rng) {
    const lengthM = between(rng, 0.125, 0.168);
    const widthM = lengthM * between(rng, 0.45, 0.53);
    const thicknessM = between(rng, 0.0065, 0.011);
    const face = pick(rng, ['off', 'off', 'lit', 'lit', 'back'] as const);
    const isMetal = chance(rng, 0.5);
    return {
      radiusM: Math.hypot(widthM, lengthM) / 2,
      heightM: thicknessM + (face === 'back' ? 0.0015 : 0.0002),
      widthM,
      lengthM,
      thicknessM,
      cornerM: widthM * between(rng, 0.06, 0.17),
      bezelM: between(rng, 0.0015, 0.005),
      face,
      screen: rng.integer(0, screenCount - 1),
      brightness: between(rng, 0.25, 1.1),
      frame: chance(rng, 0.7) ? hsl(0.6, 0.05, between(rng, 0.06, 0.8)) : hsl(rng.next(), 0.5, 0.4),
      isMetal,
      back: chance(rng, 0.5)
        ? hsl(0.6, 0.06, between(rng, 0.04, 0.9))
        : hsl(rng.next(), between(rng, 0.2, 0.8), between(rng, 0.2, 0.6)),
      backRoughness: between(rng, 0.12, 0.6),
      cameras: rng.integer(1, 3),
    };
  },
  build(form, kit) {
    const { widthM: w, lengthM: l, thicknessM: thick, cornerM } = form;
    const bevel = thick * 0.24;
    const slab = new ExtrudeGeometry(
      rounded(w - 2 * bevel, l - 2 * bevel, Math.max(0.001, cornerM - bevel)),
      {
        depth: thick - 2 * bevel,
        bevelSize: bevel,
        bevelThickness: bevel,
        bevelSegments: 3,
        curveSegments: 6,
      },
    );
    // Drawn in x and y; laid down so that +z looks up and +y points away from the reader.
    const phone = new Group();
    phone.rotation.x = -Math.PI / 2;
    const metal = form.isMetal ? 1 : 0;
    const body = new Mesh(
      slab.translate(0, 0, bevel),
      kit.skin({ colour: form.frame, roughness: 0.35, metal }),
    );
    phone.add(body);
    const plate = (inset: number, z: number, skin: ReturnType<Kit['skin']>): void => {
      const corner = Math.max(0.0008, cornerM - inset);
      phone.add(new Mesh(sheet(w - 2 * inset, l - 2 * inset, corner).translate(0, 0, z), skin));
    };
    if (form.face === 'back') {
      plate(bevel, thick + 0.0001, kit.skin({ colour: form.back, roughness: form.backRoughness }));
      for (let i = 0; i < form.cameras; i++) {
        const lens = new CylinderGeometry(w * 0.085, w * 0.085, 0.0014, 20).rotateX(Math.PI / 2);
        lens.translate(-w * 0.3, l * 0.4 - i * w * 0.21, thick + 0.0008);
        phone.add(new Mesh(lens, kit.skin({ colour: 0x08080a, roughness: 0.1 })));
      }
    } else {
      plate(
        bevel,
        thick + 0.0001,
        kit.skin({ colour: new Color(0.004, 0.004, 0.005), roughness: 0.08 }),
      );
      if (form.face === 'lit') {
        const lit = kit.skin({ colour: 0xffffff, pattern: shining });
        lit.emissiveMap = screen(kit, form.screen);
        lit.emissive = new Color(1, 1, 1).multiplyScalar(form.brightness);
        plate(bevel + form.bezelM, thick + 0.0002, lit);
      }
    }
    return new Group().add(phone);
  },
});
