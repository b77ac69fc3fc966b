/**
 * A book: closed and lying, closed and upright, standing fanned, or lying open. Cover, spine and page
 * block are separate solids; the cover's print wraps round all three sides.
 */
import { BoxGeometry, type Color, Group, Mesh, type Object3D } from 'three';
import { createRng, type Rng } from '$src/core/rng';
import type { Kit } from '../render/kit';
import { cover, coverCount, page, pageCount, spineFrom, spineTo } from './flat/covers';
import { between, chance, hsl, pick, smoothstep } from './flat/draw';
import { paperEdges, printed } from './flat/printed';
import { Mould, type SectionPoint } from './flat/solids';
import { defineThing, type ThingForm } from './thing';

type Pose = 'closed' | 'upright' | 'fanned' | 'open';

/** radiusM reaches to the farthest corner on the table: half the diagonal, unless it stands fanned. */
interface BookForm extends ThingForm {
  readonly pose: Pose;
  readonly widthM: number;
  readonly lengthM: number;
  readonly thicknessM: number;
  readonly isHard: boolean;
  /** How far a rounded spine bulges; 0 is flat. */
  readonly bulgeM: number;
  readonly isFaceDown: boolean;
  /** Angle between the covers of a fanned book, radians. */
  readonly fan: number;
  /** Where it lies open, as a share of its pages. */
  readonly openAt: number;
  readonly hasLooseLeaf: boolean;
  readonly cover: number;
  readonly pages: readonly [number, number];
  readonly tint: Color;
  readonly paper: Color;
  readonly turn: number;
  readonly saturation: number;
  readonly wear: number;
  readonly cloth: number;
  readonly gloss: number;
  readonly seed: number;
}

/** Boards reach this far beyond the pages. */
const overhangM = 0.0035;

function boardOf({ isHard }: BookForm): number {
  return isHard ? 0.0026 : 0.0007;
}

function coverSkin(form: BookForm, kit: Kit) {
  const { turn, saturation, wear, cloth, gloss } = form;
  return kit.skin({
    colour: form.tint,
    print: cover(kit, form.cover),
    pattern: printed,
    uniforms: { turn, saturation, wear, cloth, gloss },
  });
}

/** `across` points from sheet to sheet. */
function paperSkin(form: BookForm, kit: Kit, across: { x: number; y: number }) {
  return kit.skin({
    colour: form.paper,
    roughness: 0.9,
    pattern: paperEdges,
    uniforms: { across, grain: form.seed % 64 },
  });
}

/** Lying, spine at -x, front cover up; the section is x to the fore-edge, y through the thickness. */
function closed(form: BookForm, kit: Kit): Object3D {
  const { widthM: w, lengthM, thicknessM: thick, bulgeM, isHard } = form;
  const board = boardOf(form);
  const over = isHard ? overhangM : 0.0002;
  const back = -w / 2 + bulgeM;
  const outer: SectionPoint[] = [];
  const inner: SectionPoint[] = [];
  const add = (x: number, y: number, dx: number, dy: number, u: number): void => {
    outer.push({ x, y, u });
    inner.push({ x: x + dx, y: y + dy, u });
  };
  // A groove where hard covers hinge.
  const groove = isHard ? Math.min(0.0012, thick * 0.1) : 0;
  add(w / 2, 0, 0, board, 0);
  if (groove > 0) {
    add(back + 0.011, 0, 0, board, spineFrom * 0.9);
    add(back + 0.007, groove, 0, board, spineFrom * 0.93);
    add(back + 0.004, 0, 0, board, spineFrom * 0.97);
  }
  const steps = 8;
  for (let i = 0; i <= steps; i++) {
    const s = i / steps;
    const y = thick * s;
    const x = back - bulgeM * Math.sin(Math.PI * s);
    const inside = Math.min(Math.max(y, board), thick - board);
    add(x, y, board, inside - y, spineFrom + (spineTo - spineFrom) * s);
  }
  if (groove > 0) {
    add(back + 0.004, thick, 0, -board, spineTo + (1 - spineTo) * 0.03);
    add(back + 0.007, thick - groove, 0, -board, spineTo + (1 - spineTo) * 0.07);
    add(back + 0.011, thick, 0, -board, spineTo + (1 - spineTo) * 0.1);
  }
  add(w / 2, thick, 0, -board, 1);
  const shell = new Mesh(new Mould().band(outer, inner, lengthM / 2).build(), coverSkin(form, kit));
  const fore: SectionPoint[] = [];
  const bound: SectionPoint[] = [];
  for (let i = 0; i <= 6; i++) {
    const y = board + ((thick - 2 * board) * i) / 6;
    const hollow = bulgeM * 0.5 * Math.sin((Math.PI * i) / 6);
    fore.unshift({ x: w / 2 - over - hollow, y });
    bound.unshift({ x: back + board, y });
  }
  const block = new Mesh(
    new Mould().band(fore, bound, lengthM / 2 - over).build(),
    paperSkin(form, kit, { x: 0, y: 1 }),
  );
  return new Group().add(shell, block);
}

/** The two stacks of an open book and the cover below them, seen along its spine. */
function open(form: BookForm, kit: Kit): Object3D {
  const { widthM: w, lengthM, isHard, openAt } = form;
  const board = boardOf(form);
  const over = isHard ? overhangM : 0.001;
  const group = new Group();
  const shell: SectionPoint[] = [];
  const under: SectionPoint[] = [];
  for (const x of [w + over, 0.008, -0.008, -w - over]) {
    const u =
      x < 0 ? spineTo + (-x / (w + over)) * (1 - spineTo) : spineFrom * (1 - x / (w + over));
    shell.push({ x: -x, y: board, u: 1 - u });
    under.push({ x: -x, y: 0, u: 1 - u });
  }
  group.add(new Mesh(new Mould().band(shell, under, lengthM / 2).build(), coverSkin(form, kit)));
  const edges = new Mould();
  for (const side of [-1, 1] as const) {
    const pages = form.thicknessM * (side < 0 ? openAt : 1 - openAt);
    const top: SectionPoint[] = [];
    const bottom: SectionPoint[] = [];
    const lifted: SectionPoint[] = [];
    const steps = 14;
    for (let i = 0; i <= steps; i++) {
      const s = (i / steps) ** 1.4;
      const y = board + openHeight(pages, s);
      const slant = pages * 0.35 * s;
      top.push({ x: side * (w * s - slant * (1 - s)), y, u: side > 0 ? s : 1 - s });
      bottom.push({ x: side * w * s, y: board });
      const rise = form.hasLooseLeaf && side > 0 ? 0.035 * s * (1 - 0.3 * s) : 0.0003;
      const drawn = form.hasLooseLeaf && side > 0 ? 0.96 : 0.995;
      lifted.push({ x: side * w * s * drawn, y: y + rise, u: side > 0 ? s : 1 - s });
    }
    if (side < 0) for (const line of [top, bottom, lifted]) line.reverse();
    edges.band(top, bottom, lengthM / 2 - over);
    const texture = page(kit, form.pages[side < 0 ? 0 : 1]);
    const look = {
      colour: form.paper,
      print: texture,
      pattern: printed,
      uniforms: { turn: 0, saturation: 1, wear: form.wear * 0.3, cloth: 0, gloss: 0.1 },
    };
    const lay = (path: SectionPoint[], isThin: boolean): void => {
      group.add(
        new Mesh(
          new Mould().strip(path, lengthM / 2 - over).build(),
          kit.skin({ ...look, isThin }),
        ),
      );
    };
    lay(lifted, true);
    if (form.hasLooseLeaf && side > 0)
      lay(
        top.map((point) => ({ ...point, y: point.y + 0.0003 })),
        true,
      );
  }
  group.add(new Mesh(edges.build(), paperSkin(form, kit, { x: 0, y: 1 })));
  return group;
}

/** Height of the pages over the cover: down into the gutter at s = 0, falling to the fore-edge at 1. */
function openHeight(thickM: number, s: number): number {
  const swelling = 0.35 + 0.65 * smoothstep(-0.02, 0.22, s);
  return Math.max(0.0008, (thickM + 0.003) * swelling * (1 - 0.3 * s * s));
}

/** Standing on its lower edge, spine at -x. Covers and pages spread like a hand of cards. */
function fanned(form: BookForm, kit: Kit): Object3D {
  const { widthM: w, lengthM, thicknessM, fan } = form;
  const board = Math.max(0.0012, boardOf(form));
  const group = new Group();
  const paper = paperSkin(form, kit, { x: 0, y: 1 });
  const rng = createRng(form.seed);
  const bundles = 6;
  const skin = coverSkin(form, kit);
  const hinge = (part: Object3D, share: number): void => {
    const holder = new Group().add(part);
    holder.position.set(-w / 2, 0, 0);
    holder.rotation.y = (0.5 - share) * fan;
    holder.position.z = (share - 0.5) * thicknessM;
    group.add(holder);
  };
  for (let i = 0; i < bundles; i++) {
    const share = (i + 0.5 + between(rng, -0.3, 0.3)) / bundles;
    const sheet = new BoxGeometry(
      w - overhangM,
      lengthM - 2 * overhangM,
      (thicknessM * 0.8) / bundles,
    );
    sheet.translate((w - overhangM) / 2, lengthM / 2, 0);
    hinge(new Mesh(sheet, paper), share);
  }
  for (const share of [0, 1]) {
    const [u0, u1] = share === 0 ? [0, spineFrom] : [spineTo, 1];
    const line: SectionPoint[] =
      share === 0
        ? [
            { x: w, y: -board, u: u0 },
            { x: 0, y: -board, u: u1 },
          ]
        : [
            { x: 0, y: board, u: u0 },
            { x: w, y: board, u: u1 },
          ];
    const inside = line.map((point) => ({ ...point, y: 0 }));
    const slab = new Mould().band(line, inside, lengthM / 2).build();
    slab.rotateX(Math.PI / 2).translate(0, lengthM / 2, 0);
    hinge(new Mesh(slab, skin), share);
  }
  const back = [
    { x: -0.5 * thicknessM - board, y: 0, u: spineFrom },
    { x: 0.5 * thicknessM + board, y: 0, u: spineTo },
  ];
  const spine = new Mould()
    .band(
      back.map((point) => ({ ...point, y: board })),
      back,
      lengthM / 2,
    )
    .build();
  spine.rotateX(Math.PI / 2).rotateY(-Math.PI / 2);
  spine.translate(-w / 2, lengthM / 2, 0);
  group.add(new Mesh(spine, skin));
  return group;
}

function sizeOf(rng: Rng, pose: Pose) {
  // From a pocket book to an atlas.
  const lengthM = pick(rng, [0.15, 0.18, 0.2, 0.21, 0.24, 0.28]) * between(rng, 0.95, 1.05);
  const widthM = lengthM * between(rng, 0.6, 0.8);
  const thin = pose === 'upright' ? 0.022 : 0.006;
  const thicknessM = between(rng, thin, chance(rng, 0.5) ? 0.026 : 0.05);
  return { lengthM, widthM, thicknessM };
}

export default defineThing<BookForm>({
  name: 'book',
  draw(rng) {
    const pose = pick<Pose>(rng, [
      ...Array<Pose>(11).fill('closed'),
      ...Array<Pose>(3).fill('upright'),
      ...Array<Pose>(2).fill('fanned'),
      ...Array<Pose>(4).fill('open'),
    ]);
    const size = sizeOf(rng, pose);
    const { widthM, lengthM, thicknessM } = size;
    const isHard = chance(rng, 0.55);
    const fan = between(rng, 0.35, 1.3);
    const openAt = between(rng, 0.15, 0.85);
    const hasLooseLeaf = chance(rng, 0.3);
    const flat: Record<Pose, readonly [x: number, y: number, z: number]> = {
      closed: [widthM, thicknessM, lengthM],
      upright: [widthM, lengthM, thicknessM],
      fanned: [widthM, lengthM, 2 * widthM * Math.sin(fan / 2) + thicknessM],
      open: [2 * (widthM + overhangM), openTop(thicknessM, openAt, isHard, hasLooseLeaf), lengthM],
    };
    const [x, y, z] = flat[pose];
    const isCloth = isHard && chance(rng, 0.35);
    const form = {
      ...size,
      radiusM: pose === 'fanned' ? fannedRadius(widthM, thicknessM, fan) : Math.hypot(x, z) / 2,
      heightM: y,
      pose,
      isHard,
      bulgeM:
        isHard && chance(rng, 0.5) ? Math.min(0.006, thicknessM * between(rng, 0.08, 0.18)) : 0,
      isFaceDown: chance(rng, 0.15),
      fan,
      openAt,
      hasLooseLeaf,
      cover: rng.integer(0, coverCount - 1),
      pages: [rng.integer(0, pageCount - 1), rng.integer(0, pageCount - 1)] as const,
      tint: hsl(rng.next(), between(rng, 0, 0.5), between(rng, 0.72, 1)),
      paper: hsl(between(rng, 0.09, 0.13), between(rng, 0.05, 0.45), between(rng, 0.78, 0.93)),
      turn: between(rng, 0, 2 * Math.PI),
      saturation: between(rng, 0.4, 1.25),
      wear: rng.next() ** 2,
      cloth: isCloth ? 1 : 0,
      gloss: isCloth ? 0.05 : between(rng, 0.2, 0.95),
      seed: rng.integer(0, 2 ** 30),
    };
    if (pose !== 'closed') return form;
    return {
      ...form,
      carries: { radiusM: Math.min(widthM, lengthM) / 2, heightM: thicknessM, isHollow: false },
    };
  },
  build(form, kit) {
    switch (form.pose) {
      case 'closed': {
        const book = closed(form, kit);
        if (!form.isFaceDown) return book;
        book.rotation.z = Math.PI;
        book.position.y = form.thicknessM;
        return new Group().add(book);
      }
      case 'upright': {
        const book = closed(form, kit);
        book.rotation.x = Math.PI / 2;
        book.position.set(0, form.lengthM / 2, -form.thicknessM / 2);
        return new Group().add(book);
      }
      case 'fanned':
        return fanned(form, kit);
      case 'open':
        return open(form, kit);
    }
  },
});

/** From the middle between spine and fore-edge to the farther of the open corners and the fore-edge. */
function fannedRadius(widthM: number, thicknessM: number, fan: number): number {
  const corner = Math.hypot(
    widthM * (Math.cos(fan / 2) - 0.5),
    widthM * Math.sin(fan / 2) + thicknessM / 2,
  );
  return Math.max(corner, Math.hypot(widthM / 2, thicknessM / 2));
}

function openTop(thicknessM: number, openAt: number, isHard: boolean, isLoose: boolean): number {
  const board = isHard ? 0.0026 : 0.0007;
  let top = 0;
  for (const [pages, rise] of [
    [thicknessM * openAt, 0],
    [thicknessM * (1 - openAt), isLoose ? 0.035 : 0],
  ] as const) {
    for (let s = 0; s <= 1; s += 0.05)
      top = Math.max(top, board + openHeight(pages, s) + rise * s * (1 - 0.3 * s));
  }
  return top;
}
