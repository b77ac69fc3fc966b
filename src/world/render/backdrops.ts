/**
 * What the camera sees beyond the table, all around: a room with a floor and walls, or an open place
 * under a dome. Complete in every direction, so that no camera shows an edge or the void.
 *
 * Backdrops are painted flats: every point is lit like a sheet that faces up (all normals are up), so
 * they follow the light's level and colour, never go black because a lamp is behind them, and their own
 * shading is part of the painting. They neither cast nor receive shadows. Softness comes from the
 * lens; painted edges are soft only where the real thing is far away.
 *
 * Nothing painted here may look like one of the twelve classes: no discs in fruit colours, no spines,
 * no vessels, no dials.
 */
import {
  BufferAttribute,
  BufferGeometry,
  LatheGeometry,
  Mesh,
  Vector2,
  Vector3,
  type Object3D,
} from 'three';
import { createRng, type Rng } from '$src/core/rng';
import type { Surface } from '../scene';
import { outdoorPattern, roomPattern } from './backdrop-patterns';
import { openLooks, roomLooks, type OpenLook, type RoomLook } from './backdrop-looks';
import { between } from './draws';
import type { Kit } from './kit';

/** The floor's height: tables are 0.75 m high. */
const floorM = -0.75;

/** Throws RangeError for an unknown family. */
export function buildBackdrop({ family, seed }: Surface, kit: Kit): Object3D {
  const rng = createRng(seed).fork(`backdrop ${family}`);
  const indoors = roomLooks[family];
  const outdoors = openLooks[family];
  if (!indoors && !outdoors) {
    const known = [...Object.keys(roomLooks), ...Object.keys(openLooks)];
    throw new RangeError(`There is no backdrop called “${family}”; there are ${known.join(', ')}.`);
  }
  const mesh = indoors ? buildRoom(indoors(rng), rng, kit) : buildPlace(outdoors?.(rng), rng, kit);
  mesh.userData['castsNoShadow'] = true;
  mesh.userData['receivesNoShadow'] = true;
  return mesh;
}

function buildRoom(look: RoomLook, rng: Rng, kit: Kit): Mesh {
  // The camera stands at most 2.5 m from things that stay within half a metre of the middle.
  const low = new Vector3(-between(rng, 3.1, 4), floorM, -between(rng, 3, 3.5));
  const high = new Vector3(between(rng, 3.1, 4), between(rng, 2.6, 3.2), between(rng, 3.2, 4));
  const [wall, second, third] = look.colours;
  return new Mesh(
    boxFromInside(low, high),
    kit.skin({
      colour: wall,
      roughness: 1,
      pattern: roomPattern,
      uniforms: {
        kind: look.kind,
        second,
        third,
        ground: look.floor,
        scale: look.scale,
        low,
        high,
        pool: { x: between(rng, -1.2, 1.2), y: between(rng, 0.2, 1.4) },
        shift: rng.integer(1, 900),
      },
    }),
  );
}

function buildPlace(look: OpenLook | undefined, rng: Rng, kit: Kit): Mesh {
  if (!look) throw new RangeError('An open place needs a look.');
  const [main, second, third] = look.colours;
  return new Mesh(
    dome(),
    kit.skin({
      colour: main,
      roughness: 1,
      pattern: outdoorPattern,
      uniforms: {
        kind: look.kind,
        second,
        third,
        ground: look.ground,
        scale: look.scale,
        turn: between(rng, 0, 2 * Math.PI),
        shift: rng.integer(1, 900),
      },
    }),
  );
}

/**
 * Faces are tiled: of triangles that reach far behind the camera, SwiftShader once in some five hundred
 * pictures draws one across the whole frame.
 */
const tiles = 8;

interface Vertex {
  readonly corner: Vector3;
  readonly uv: readonly [number, number];
}

/** Six faces that look inwards. `uv` on the walls: metres along the wall and height above y = 0. */
function boxFromInside(low: Vector3, high: Vector3): BufferGeometry {
  const positions: number[] = [];
  const uvs: number[] = [];
  const indices: number[] = [];
  const face = (
    corners: readonly Vector3[],
    uv: (corner: Vector3) => readonly [number, number],
  ) => {
    const [a, b, c, d] = corners.map((corner): Vertex => ({ corner, uv: uv(corner) }));
    if (!a || !b || !c || !d) return;
    const first = positions.length / 3;
    for (let row = 0; row <= tiles; row++) {
      for (let column = 0; column <= tiles; column++) {
        const [s, t] = [column / tiles, row / tiles];
        // The four corners' shares, by bilinear interpolation.
        const shares = [(1 - s) * (1 - t), s * (1 - t), s * t, (1 - s) * t] as const;
        const mix = (of: (vertex: Vertex) => number): number =>
          of(a) * shares[0] + of(b) * shares[1] + of(c) * shares[2] + of(d) * shares[3];
        positions.push(
          mix((v) => v.corner.x),
          mix((v) => v.corner.y),
          mix((v) => v.corner.z),
        );
        uvs.push(
          mix((v) => v.uv[0]),
          mix((v) => v.uv[1]),
        );
      }
    }
    for (let row = 0; row < tiles; row++) {
      for (let column = 0; column < tiles; column++) {
        const at = first + row * (tiles + 1) + column;
        const above = at + tiles + 1;
        indices.push(at, at + 1, above + 1, at, above + 1, above);
      }
    }
  };
  const at = (x: number, y: number, z: number): Vector3 => new Vector3(x, y, z);
  const { x: x0, y: y0, z: z0 } = low;
  const { x: x1, y: y1, z: z1 } = high;
  // Walls are numbered by tens of metres in u, so that neighbours differ.
  face([at(x0, y0, z0), at(x1, y0, z0), at(x1, y1, z0), at(x0, y1, z0)], (c) => [c.x, c.y]);
  face([at(x1, y0, z0), at(x1, y0, z1), at(x1, y1, z1), at(x1, y1, z0)], (c) => [c.z + 10, c.y]);
  face([at(x1, y0, z1), at(x0, y0, z1), at(x0, y1, z1), at(x1, y1, z1)], (c) => [20 - c.x, c.y]);
  face([at(x0, y0, z1), at(x0, y0, z0), at(x0, y1, z0), at(x0, y1, z1)], (c) => [30 - c.z, c.y]);
  face([at(x0, y0, z1), at(x1, y0, z1), at(x1, y0, z0), at(x0, y0, z0)], (c) => [c.x, c.z]);
  face([at(x0, y1, z0), at(x1, y1, z0), at(x1, y1, z1), at(x0, y1, z1)], (c) => [c.x, c.z]);
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setAttribute('uv', new BufferAttribute(new Float32Array(uvs), 2));
  geometry.setIndex(indices);
  return facingUp(geometry);
}

/** A floor and a sphere above it, seen from inside. */
function dome(): BufferGeometry {
  const radius = 9;
  const profile = [new Vector2(0.001, floorM), new Vector2(3, floorM)];
  const start = Math.asin(floorM / radius);
  for (let i = 0; i <= 20; i++) {
    const angle = start + (i / 20) * (Math.PI / 2 - start);
    profile.push(new Vector2(Math.max(0.001, radius * Math.cos(angle)), radius * Math.sin(angle)));
  }
  const geometry = new LatheGeometry(profile, 48);
  geometry.scale(-1, 1, 1); // turns the faces inwards
  return facingUp(geometry);
}

function facingUp(geometry: BufferGeometry): BufferGeometry {
  const { count } = geometry.getAttribute('position');
  const normals = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) normals[3 * i + 1] = 1;
  geometry.setAttribute('normal', new BufferAttribute(normals, 3));
  return geometry;
}
