/**
 * Materials for things. Everything on the table shares one physically based material with a solid
 * pattern drawn by a few lines of GLSL: no seams, no texture memory, endless variation, and one shader
 * program per pattern, which stays alive from scene to scene (compiling is what costs).
 *
 * The kit owns materials and prints; `release` frees those of a scene and keeps programs and prints.
 */
import type { Color } from 'three';
import {
  CanvasTexture,
  CustomBlending,
  DoubleSide,
  FrontSide,
  MeshStandardMaterial,
  OneFactor,
  OneMinusSrcAlphaFactor,
  RepeatWrapping,
  ShaderMaterial,
  SRGBColorSpace,
  type ColorRepresentation,
  type IUniform,
  type Texture,
  type WebGLProgramParametersWithUniforms,
} from 'three';
import { createRng, type Rng } from '$src/core/rng';
import noiseGlsl from './noise.glsl?raw';

/** A number, a colour (linear after conversion) or a vector. */
export type UniformValue = number | Color | { readonly x: number; readonly y: number };

/**
 * A few lines of GLSL that alter the surface. They may read
 *   vec3 p   position in the thing's own space, metres      vec2 uv   texture coordinates
 *   vec3 n   normal in the thing's own space                every uniform named in `uniforms`
 * and may write
 *   vec3 colour (linear, starts as the material's colour, times the print if there is one)
 *   float roughness, float metal
 *   float height   in metres; its gradient tilts the normal: pores, ridges, weave
 * with noise(), fbm(), spots() and hash3() of noise.glsl at hand.
 */
export interface Pattern {
  /** Unique; programs are kept by this name. */
  readonly name: string;
  readonly glsl: string;
  readonly uniforms?: Readonly<Record<string, 'float' | 'vec2' | 'vec3'>>;
}

export interface SkinOptions {
  readonly colour: ColorRepresentation;
  readonly roughness?: number;
  readonly metal?: number;
  readonly pattern?: Pattern;
  readonly uniforms?: Readonly<Record<string, UniformValue>>;
  /** From `print`; multiplied with the colour by uv. */
  readonly print?: Texture;
  /** Both sides visible: thin walls, leaves. */
  readonly isThin?: boolean;
}

export interface GlassOptions {
  /** Colour that light takes on passing. */
  readonly tint: ColorRepresentation;
  /** How much of what is behind is held back, 0..1, seen straight on. */
  readonly density: number;
  readonly roughness?: number;
  /** 0 (default) is a thin wall, 1 solid glass or a filled vessel: it shows its surroundings bent. */
  readonly solid?: number;
  /** Strength of the reflections, 1 by default; next to none where a drink touches its glass. */
  readonly reflections?: number;
  /** Both sides drawn; a closed wall with an outer and an inner face needs only the front. */
  readonly isThin?: boolean;
}

/** Upright bodies that darken what is near them (ambient occlusion): x, y, z of the middle, radius. */
export const maxOccluders = 32;

export class Kit {
  /** Shared by all materials: set once per scene. */
  readonly shared: {
    readonly occluders: IUniform<Float32Array>;
    readonly occluderHalfHeights: IUniform<Float32Array>;
    readonly occluderCount: IUniform<number>;
  } = {
    occluders: { value: new Float32Array(4 * maxOccluders) },
    occluderHalfHeights: { value: new Float32Array(maxOccluders) },
    occluderCount: { value: 0 },
  };
  readonly #prints = new Map<string, Texture>();
  readonly #scene: MeshStandardMaterial[] = [];
  /** One material of each program: while it lives, so does the program. */
  readonly #keepers = new Map<string, MeshStandardMaterial>();

  /** An opaque material. */
  skin(options: SkinOptions): MeshStandardMaterial {
    const { pattern, print } = options;
    const material = new MeshStandardMaterial({
      color: options.colour,
      roughness: options.roughness ?? 0.6,
      metalness: options.metal ?? 0,
      map: print ?? null,
      side: options.isThin === true ? DoubleSide : FrontSide,
    });
    const name = `skin ${pattern?.name ?? 'plain'}`;
    material.customProgramCacheKey = () => name;
    const uniforms = own(options.uniforms);
    material.onBeforeCompile = (shader) => {
      Object.assign(shader.uniforms, this.shared, uniforms);
      weave(shader, pattern, '');
    };
    return this.#track(material, `${name} ${print === undefined} ${material.side}`);
  }

  /**
   * Clear or coloured glass: what is behind shows through, held back by the tint. The part that is held
   * back is replaced by the surrounding light, bent through the glass, which makes the dark and bright
   * edges of real glass; reflections lie on top and grow towards the rim (Fresnel). What lies behind is
   * itself not bent: that would need another pass over the scene.
   *
   * Use `glassShadow` for the mesh's `customDepthMaterial`, or it casts the shadow of a stone.
   */
  glass(options: GlassOptions): MeshStandardMaterial {
    const material = new MeshStandardMaterial({
      color: options.tint,
      roughness: options.roughness ?? 0.05,
      metalness: 0,
      transparent: true,
      depthWrite: false,
      side: options.isThin === true ? DoubleSide : FrontSide,
      forceSinglePass: true,
      blending: CustomBlending,
      blendSrc: OneFactor,
      blendDst: OneMinusSrcAlphaFactor,
    });
    const uniforms = {
      density: { value: options.density },
      solid: { value: options.solid ?? 0 },
      reflections: { value: options.reflections ?? 1 },
    };
    material.customProgramCacheKey = () => 'glass';
    material.onBeforeCompile = (shader) => {
      Object.assign(shader.uniforms, this.shared, uniforms);
      weave(shader, undefined, glassOutput);
      shader.fragmentShader = `uniform float density; uniform float solid; uniform float reflections;
${shader.fragmentShader}`;
    };
    return this.#track(material, `glass ${material.side}`);
  }

  /** The shadow of glass: a screen of dots, denser where the light meets the wall at a slant. */
  readonly glassShadow: ShaderMaterial = new ShaderMaterial({
    vertexShader: `varying float vSlant;
      void main() {
        vec3 facing = normalize(normalMatrix * normal);
        vSlant = 1.0 - abs(facing.z);
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: `varying float vSlant;
      void main() {
        // 4 x 4 ordered dither of 0.12 (straight on) to 0.75 (edge on).
        ivec2 at = ivec2(gl_FragCoord.xy) & 3;
        int order = ((at.x ^ at.y) & 1) * 8 + (at.y & 1) * 4 + (((at.x ^ at.y) >> 1) & 1) * 2 + (at.y >> 1);
        if ((float(order) + 0.5) / 16.0 > mix(0.12, 0.75, vSlant * vSlant * vSlant)) discard;
        gl_FragColor = vec4(1.0);
      }`,
  });

  /**
   * A picture printed on something (label, cover, dial), drawn once per key and kept. Use a handful of
   * keys per kind, not one per object: `key` also seeds the rng that `draw` gets.
   */
  print(
    key: string,
    width: number,
    height: number,
    draw: (context: OffscreenCanvasRenderingContext2D, rng: Rng) => void,
  ): Texture {
    const known = this.#prints.get(key);
    if (known) return known;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser gives no 2-D context to draw prints with.');
    draw(context, createRng(0).fork(key));
    const texture = new CanvasTexture(canvas);
    texture.colorSpace = SRGBColorSpace;
    texture.wrapS = RepeatWrapping;
    texture.wrapT = RepeatWrapping;
    texture.anisotropy = 4;
    this.#prints.set(key, texture);
    return texture;
  }

  /** Frees the materials of the last scene. */
  release(): void {
    const keepers = new Set(this.#keepers.values());
    for (const material of this.#scene.splice(0)) if (!keepers.has(material)) material.dispose();
  }

  dispose(): void {
    this.release();
    for (const material of this.#keepers.values()) material.dispose();
    this.glassShadow.dispose();
    for (const texture of this.#prints.values()) texture.dispose();
    this.#keepers.clear();
    this.#prints.clear();
  }

  #track(material: MeshStandardMaterial, program: string): MeshStandardMaterial {
    if (!this.#keepers.has(program)) this.#keepers.set(program, material);
    this.#scene.push(material);
    return material;
  }
}

function own(values: SkinOptions['uniforms']): Record<string, IUniform> {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [name, { value }] as const),
  );
}

/** Works the pattern and the ambient occlusion into three's standard shader. */
function weave(
  shader: WebGLProgramParametersWithUniforms,
  pattern: Pattern | undefined,
  output: string,
): void {
  const declared = Object.entries(pattern?.uniforms ?? {})
    .map(([name, type]) => `uniform ${type} ${name};`)
    .join('\n');
  shader.vertexShader = shader.vertexShader
    .replace(
      '#include <common>',
      `#include <common>
       varying vec3 vOwn; varying vec3 vOwnNormal; varying vec3 vWorld; varying vec2 vPrintUv;`,
    )
    .replace(
      '#include <project_vertex>',
      `#include <project_vertex>
       vOwn = position; vOwnNormal = normal; vPrintUv = uv;
       vWorld = (modelMatrix * vec4(transformed, 1.0)).xyz;`,
    );
  shader.fragmentShader = shader.fragmentShader
    .replace(
      '#include <common>',
      `#include <common>
       varying vec3 vOwn; varying vec3 vOwnNormal; varying vec3 vWorld; varying vec2 vPrintUv;
       uniform vec4 occluders[${maxOccluders}]; uniform float occluderHalfHeights[${maxOccluders}];
       uniform int occluderCount;
       ${declared}
       ${noiseGlsl}
       ${occlusionGlsl}
       void weave(inout vec3 colour, inout float roughness, inout float metal, out float height) {
         vec3 p = vOwn; vec3 n = normalize(vOwnNormal); vec2 uv = vPrintUv;
         height = 0.0;
         ${pattern?.glsl ?? ''}
       }
       float wovenHeight; float wovenRoughness; float wovenMetal;`,
    )
    .replace(
      '#include <color_fragment>',
      `#include <color_fragment>
       wovenRoughness = roughness; wovenMetal = metalness;
       weave(diffuseColor.rgb, wovenRoughness, wovenMetal, wovenHeight);`,
    )
    .replace('float roughnessFactor = roughness;', 'float roughnessFactor = wovenRoughness;')
    .replace('#include <roughnessmap_fragment>', 'float roughnessFactor = wovenRoughness;')
    .replace('#include <metalnessmap_fragment>', 'float metalnessFactor = wovenMetal;')
    .replace(
      '#include <normal_fragment_maps>',
      pattern?.glsl.includes('height') === true ? bumpGlsl : '',
    )
    .replace(
      '#include <aomap_fragment>',
      `float ambient = ambientAt(vWorld, inverseTransformDirection(normal, viewMatrix));
       reflectedLight.indirectDiffuse *= ambient;
       reflectedLight.indirectSpecular *= mix(ambient, 1.0, 0.4);`,
    );
  if (output !== '')
    shader.fragmentShader = shader.fragmentShader.replace('#include <opaque_fragment>', output);
}

/** Unparametrised bump mapping: Mikkelsen, "Bump Mapping Unparametrized Surfaces on the GPU", 2010. */
const bumpGlsl = `{
  vec3 alongX = dFdx(-vViewPosition); vec3 alongY = dFdy(-vViewPosition);
  vec3 across = cross(alongY, normal); vec3 around = cross(normal, alongX);
  float determinant = dot(alongX, across) * faceDirection;
  vec3 gradient = sign(determinant) * (dFdx(wovenHeight) * across + dFdy(wovenHeight) * around);
  normal = normalize(abs(determinant) * normal - gradient);
}`;

/**
 * How open the sky is above a point: the share of the hemisphere that spheres nearby cover
 * (Quilez, "Sphere ambient occlusion") and, for things, the table below. Each body is an upright
 * cylinder, and counts as the largest sphere in it, slid to where it is nearest. A point inside a
 * body belongs to it (or lies in it) and is not darkened by it.
 */
const occlusionGlsl = `
float ambientAt(vec3 at, vec3 normal) {
  float open = 1.0;
  for (int i = 0; i < ${maxOccluders}; i++) {
    if (i >= occluderCount) break;
    vec3 to = occluders[i].xyz - at;
    float wide = occluders[i].w;
    float tall = occluderHalfHeights[i];
    float aside = length(to.xz);
    if (aside < wide && abs(to.y) < tall * 0.99) continue;
    float radius = min(wide, tall);
    to.xz *= max(0.0, aside - (wide - radius)) / max(aside, 1e-5);
    to.y = sign(to.y) * max(0.0, abs(to.y) - (tall - radius));
    float distanceSquared = max(dot(to, to), 1e-8);
    float facing = max(0.0, dot(normal, to * inversesqrt(distanceSquared))); // its own sphere is behind
    open *= 1.0 - facing * min(1.0, radius * radius / distanceSquared);
  }
  float down = max(0.0, -normal.y) * 0.5 + max(0.0, 1.0 - abs(normal.y)) * 0.18;
  open *= 1.0 - down * exp(-max(at.y, 0.0) * 14.0);
  return clamp(open, 0.0, 1.0);
}`;

/**
 * Premultiplied colour. `solid` bends twice as much as a wall (a ray through a ball or a cylinder is
 * deflected by 2 (i - t)); a thin wall bends only where it is seen edge on. Two faces reflect, hence 2.
 */
const glassOutput = `
  float rim = 1.0 - abs(dot(geometryViewDir, normal));
  float edge = smoothstep(0.5, 0.98, rim);
  float held = clamp(density + (1.0 - density) * mix(0.8 * edge, 0.22 + 0.68 * rim, solid), 0.0, 1.0);
  vec3 into = refract(-geometryViewDir, normal, 1.0 / 1.5);
  vec3 bent = normalize(mix(mix(-geometryViewDir, into, edge), 2.0 * into + geometryViewDir, solid));
  vec3 behind = vec3(0.0);
  #ifdef ENVMAP_TYPE_PMREM
    bent = transformDirectionByInverseViewMatrix(bent, viewMatrix);
    behind = textureLod(envMap, envMapRotation * bent, roughnessToMip(0.25 + 0.35 * density)).rgb * envMapIntensity;
  #endif
  // Beer and Lambert: the longer the way through, the deeper the colour.
  vec3 tint = pow(diffuseColor.rgb, vec3(1.0 + density));
  vec3 lit = reflectedLight.directDiffuse + reflectedLight.indirectDiffuse;
  vec3 body = (mix(1.3 * behind, vec3(dot(lit, vec3(0.4)) / max(dot(diffuseColor.rgb, vec3(0.4)), 0.02)), 0.45))
    * tint * (1.0 + 0.5 * solid) * (1.0 - 0.3 * edge) * held;
  vec3 mirrored = reflectedLight.directSpecular + reflectedLight.indirectSpecular;
  gl_FragColor = vec4(body + (2.0 + rim) * reflections * mirrored, held);
`;
