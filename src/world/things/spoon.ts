/** A spoon of metal or wood, lying on its back; belongs to no class. */
import { BufferAttribute, BufferGeometry, Mesh } from 'three';
import { defineThing, type ThingForm } from './thing';
import { between, chance, pick } from './vessels/drawing';
import { plainWare, wareSkin, type Ware } from './vessels/ware';

interface SpoonForm extends ThingForm {
  readonly lengthM: number;
  readonly bowlWidthM: number;
  readonly bowlLengthM: number;
  readonly neckM: number;
  readonly endM: number;
  readonly depthM: number;
  readonly ware: Ware;
}

const along = 40;
const across = 10;

export default defineThing<SpoonForm>({
  name: 'spoon',
  draw(rng) {
    const lengthM = between(rng, 0.12, 0.21);
    const bowlLengthM = lengthM * between(rng, 0.26, 0.34);
    const depthM = lengthM * between(rng, 0.035, 0.055);
    const isWooden = chance(rng, 0.2);
    return {
      radiusM: lengthM / 2,
      heightM: depthM + 0.0035,
      lengthM,
      bowlLengthM,
      bowlWidthM: bowlLengthM * between(rng, 0.58, 0.74),
      neckM: between(rng, 0.0045, 0.007) * (isWooden ? 1.5 : 1),
      endM: between(rng, 0.009, 0.017),
      depthM,
      ware: isWooden
        ? { ...plainWare, colour: 0xb98a55, roughness: 0.75, rings: 0.05 }
        : {
            ...plainWare,
            colour: pick(rng, [0xc9ccce, 0xc9ccce, 0xc9ccce, 0xd0aa5a, 0x3a3a3d]),
            roughness: between(rng, 0.14, 0.32),
            metal: 0.75, // the rest scatters: scratches, and a table that the surroundings lack
          },
    };
  },
  build(form, kit) {
    const { lengthM, bowlLengthM, bowlWidthM, neckM, endM, depthM } = form;
    const thick = 0.0016;
    const positions: number[] = [];
    const indices: number[] = [];
    // Two sheets, the upper and the lower face; x along, the bowl at +x.
    for (const isLower of [false, true]) {
      for (let i = 0; i <= along; i++) {
        const t = i / along;
        const x = (t - 0.5) * lengthM;
        const intoBowl = Math.max(0, (x - (lengthM / 2 - bowlLengthM)) / bowlLengthM);
        const oval =
          Math.sqrt(Math.max(0, intoBowl * (1 - intoBowl) * 4)) * (1.12 - 0.24 * intoBowl);
        const tail = Math.max(0, 1 - (x + lengthM / 2) / (0.4 * lengthM));
        const end = Math.sqrt(Math.min(1, t * 18));
        const handle = (neckM + (endM - neckM) * tail * tail) * end;
        const tip = intoBowl > 0.5 ? 0 : 1;
        const half = Math.max((handle / 2) * tip, (bowlWidthM / 2) * oval, 1e-5);
        const lift = depthM * (1 - 0.55 * tail) * Math.min(1, 1 + 0.1 * (1 - intoBowl));
        for (let j = 0; j <= across; j++) {
          const s = (j / across) * 2 - 1;
          const hollow = oval > 0 ? Math.max(0, 1 - s * s) * Math.min(1, oval) ** 1.5 * depthM : 0;
          const round = thick * (1 - s * s);
          positions.push(
            x,
            lift -
              hollow +
              (isLower ? -round * (hollow > 0 ? 0.5 : 1) : round * (hollow > 0 ? 0 : 0.5)),
            s * half,
          );
        }
      }
    }
    const row = across + 1;
    const sheet = row * (along + 1);
    for (let i = 0; i < along; i++) {
      for (let j = 0; j < across; j++) {
        const a = i * row + j;
        const b = a + row;
        indices.push(a, a + 1, b, a + 1, b + 1, b);
        indices.push(sheet + a, sheet + b, sheet + a + 1, sheet + a + 1, sheet + b, sheet + b + 1);
      }
    }
    const geometry = new BufferGeometry();
    const data = new Float32Array(positions);
    let [lowest, highest] = [Infinity, -Infinity];
    for (let i = 1; i < data.length; i += 3) {
      lowest = Math.min(lowest, data[i] ?? 0);
      highest = Math.max(highest, data[i] ?? 0);
    }
    for (let i = 1; i < data.length; i += 3)
      data[i] = (((data[i] ?? 0) - lowest) / (highest - lowest)) * form.heightM;
    geometry.setAttribute('position', new BufferAttribute(data, 3));
    geometry.setAttribute('uv', new BufferAttribute(new Float32Array((data.length / 3) * 2), 2));
    geometry.setIndex(indices);
    geometry.computeVertexNormals();
    return new Mesh(geometry, wareSkin(kit, { ...form.ware, inside: form.ware.colour }, 10));
  },
});
