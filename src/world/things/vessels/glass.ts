/**
 * Vessels of glass and what can be seen in them. Transparent parts of one thing lie at one origin and
 * are drawn in the order they are added: the far inner face, the contents, the near outer face.
 */
import { Group, Mesh, type BufferGeometry, type MeshStandardMaterial, type Object3D } from 'three';
import type { GlassOptions, Kit } from '../../render/kit';
import { turned, type TurnOptions, type Wall } from './turning';

export function glassMesh(
  geometry: BufferGeometry,
  material: MeshStandardMaterial,
  kit: Kit,
): Mesh<BufferGeometry, MeshStandardMaterial> {
  const mesh = new Mesh(geometry, material);
  mesh.customDepthMaterial = kit.glassShadow;
  return mesh;
}

/**
 * A hollow vessel with its contents. From outside one sees only faces that look at the eye: of the
 * near wall the outer, of the far wall the inner one.
 */
export function glassVessel(
  kit: Kit,
  wall: Wall,
  glass: GlassOptions,
  contents: readonly Object3D[] = [],
  options: TurnOptions = {},
): Group {
  const group = new Group();
  const material = kit.glass(glass);
  // Rim and base are seen through their whole depth and catch the light.
  const thick = kit.glass({ ...glass, density: 0.1 + glass.density, solid: 1, reflections: 1.8 });
  const floorM = wall.inner[0]?.[1] ?? 0;
  const split = wall.outer.findIndex(([, y], i) => i > 0 && y >= floorM);
  group.add(glassMesh(turned([...wall.inner].reverse(), options), material, kit));
  for (const content of contents) group.add(content);
  const last = wall.inner.at(-1);
  group.add(
    glassMesh(turned(wall.outer.slice(0, split + 1), options), thick, kit),
    glassMesh(turned(wall.outer.slice(split), options), material, kit),
    glassMesh(
      turned([...wall.outer.slice(-1), ...wall.lip, ...(last ? [last] : [])], options),
      thick,
      kit,
    ),
  );
  return group;
}
