/**
 * Draws the truth: which object each pixel shows and how far it is, then every object alone.
 *
 * No antialiasing, no blending, no tone curve: a pixel belongs to the object at its middle. (Blended
 * edges would name a third object's number.) Everything is drawn with one wide projection that shows
 * half a picture beyond each edge, so that whole objects and their cut-off parts are measured alike.
 */
import {
  DoubleSide,
  GLSL3,
  Mesh,
  NearestFilter,
  NoBlending,
  RawShaderMaterial,
  RGBAFormat,
  UnsignedByteType,
  Vector3,
  WebGLRenderTarget,
  type Material,
  type Object3D,
  type PerspectiveCamera,
  type Scene,
  type Side,
  type WebGLRenderer,
} from 'three';
import { farM, type SoloMask, type TruthBuffers } from '../frame';

/** Further than this beyond the frame (in pictures) nothing is counted. */
const margin = 0.5;
/** Side of the picture into which objects are packed: at least this, and large enough for any object. */
const leastAtlasSide = 1024;

const vertexShader = `
in vec3 position; uniform mat4 modelViewMatrix; uniform mat4 projectionMatrix; out float depth;
void main() {
  vec4 view = modelViewMatrix * vec4(position, 1.0);
  depth = -view.z;
  gl_Position = projectionMatrix * view;
}`;
const fragmentShader = `precision highp float;
uniform float label; in float depth; out vec4 pixel;
void main() { // label in red, depth as 24 bits in the others
  float d = clamp(depth / ${farM.toFixed(1)}, 0.0, 1.0) * 16777215.0;
  float high = floor(d / 65536.0); float middle = floor((d - high * 65536.0) / 256.0);
  pixel = vec4(label, high, middle, floor(d - high * 65536.0 - middle * 256.0)) / 255.0;
}`;

export class TruthPass {
  readonly #materials = new Map<string, RawShaderMaterial>();
  #frame: WebGLRenderTarget | undefined;
  #atlas: WebGLRenderTarget | undefined;

  /**
   * `objects` by label; all else in the scene counts as background. Materials are swapped while it
   * draws and put back. `camera` is left as it was.
   */
  draw(
    renderer: WebGLRenderer,
    scene: Scene,
    camera: PerspectiveCamera,
    objects: ReadonlyMap<number, Object3D>,
    width: number,
    height: number,
    wantsSolos = true,
  ): TruthBuffers {
    const labelOf = new Map<Object3D, number>();
    for (const [label, object] of objects) object.traverse((part) => labelOf.set(part, label));
    const restore: (() => void)[] = [];
    scene.traverse((node) => {
      if (!(node instanceof Mesh)) return;
      const material = node.material as Material;
      restore.push(() => (node.material = material));
      const label = labelOf.get(node) ?? 0;
      // Things are whole from both sides; a wall that the picture sees through from behind is not there.
      node.material = this.#materialFor(label, label === 0 ? material.side : DoubleSide);
    });
    const { background, environment } = scene;
    scene.background = null;
    scene.environment = null;
    const shadows = renderer.shadowMap.autoUpdate;
    renderer.shadowMap.autoUpdate = false;
    renderer.setClearColor(0xffffff, 1); // depth: as far as can be
    try {
      const wide = camera.clone();
      widen(wide);
      const { labels, depthM } = this.#drawFrame(renderer, scene, wide, width, height);
      const solos = wantsSolos
        ? this.#drawSolos(renderer, scene, wide, objects, width, height)
        : [];
      return { width, height, labels, depthM, solos };
    } finally {
      for (const undo of restore) undo();
      scene.background = background;
      scene.environment = environment;
      renderer.shadowMap.autoUpdate = shadows;
      renderer.setRenderTarget(null);
    }
  }

  dispose(): void {
    for (const material of this.#materials.values()) material.dispose();
    this.#materials.clear();
    this.#frame?.dispose();
    this.#atlas?.dispose();
  }

  #drawFrame(
    renderer: WebGLRenderer,
    scene: Scene,
    wide: PerspectiveCamera,
    width: number,
    height: number,
  ): { labels: Uint8Array<ArrayBuffer>; depthM: Float32Array<ArrayBuffer> } {
    if (this.#frame?.width !== width || this.#frame.height !== height) {
      this.#frame?.dispose();
      this.#frame = exactTarget(width, height);
    }
    place(this.#frame, 0, 0, width, height, 0, 0, width, height);
    renderer.setRenderTarget(this.#frame);
    renderer.clear();
    renderer.render(scene, wide);
    const raw = new Uint8Array(4 * width * height);
    renderer.readRenderTargetPixels(this.#frame, 0, 0, width, height, raw);
    const labels = new Uint8Array(width * height);
    const depthM = new Float32Array(width * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = 4 * ((height - 1 - y) * width + x); // WebGL's rows go up
        const to = y * width + x;
        const [label = 0, high = 0, middle = 0, low = 0] = raw.subarray(from, from + 4);
        const isNothing = label === 255;
        labels[to] = isNothing ? 0 : label;
        depthM[to] = isNothing ? farM : ((high * 65536 + middle * 256 + low) / 16777215) * farM;
      }
    }
    return { labels, depthM };
  }

  /** Every object alone, packed into one picture so that it is read back once. */
  #drawSolos(
    renderer: WebGLRenderer,
    scene: Scene,
    wide: PerspectiveCamera,
    objects: ReadonlyMap<number, Object3D>,
    width: number,
    height: number,
  ): SoloMask[] {
    const atlasSide = Math.max(leastAtlasSide, (1 + 2 * margin) * Math.max(width, height) + 2);
    if (this.#atlas?.width !== atlasSide) {
      this.#atlas?.dispose();
      this.#atlas = exactTarget(atlasSide, atlasSide);
    }
    const atlas = this.#atlas;
    const wanted = [...objects].flatMap(([label, object]) => {
      const rect = rectOf(object, wide, width, height);
      return rect ? [{ label, object, ...rect }] : [];
    });
    wanted.sort((a, b) => b.height - a.height);
    const solos: SoloMask[] = [];
    const hidden: Object3D[] = [];
    scene.traverse((node) => {
      if (node instanceof Mesh && node.visible) hidden.push(node);
    });
    for (const node of hidden) node.visible = false;
    const clearAlpha = renderer.getClearAlpha();
    renderer.setClearColor(0x000000, 0);
    const auto = renderer.autoClear;
    renderer.autoClear = false;
    try {
      while (wanted.length > 0) {
        const page = pack(wanted, atlasSide);
        place(atlas, 0, 0, atlasSide, atlasSide, 0, 0, atlasSide, atlasSide);
        renderer.setRenderTarget(atlas);
        renderer.clear();
        for (const { object, x, y, width: w, height: h, atX, atY } of page) {
          object.traverse((part) => (part.visible = true));
          // Viewport: the frame's pixel (x, y) must fall on the atlas' pixel (atX, atY). Rows go up.
          place(atlas, atX - x, atY - (height - y - h), width, height, atX, atY, w, h);
          renderer.setRenderTarget(atlas);
          renderer.render(scene, wide);
          object.traverse((part) => {
            if (part instanceof Mesh) part.visible = false;
          });
        }
        const usedRows = Math.max(...page.map((tile) => tile.atY + tile.height));
        const raw = new Uint8Array(4 * atlasSide * usedRows);
        renderer.readRenderTargetPixels(atlas, 0, 0, atlasSide, usedRows, raw);
        for (const { label, x, y, width: w, height: h, atX, atY } of page) {
          const mask = new Uint8Array(w * h);
          for (let row = 0; row < h; row++) {
            for (let column = 0; column < w; column++) {
              const from = 4 * ((atY + h - 1 - row) * atlasSide + atX + column);
              mask[row * w + column] = raw[from] === label ? 1 : 0;
            }
          }
          solos.push({ label, x, y, width: w, height: h, mask });
        }
      }
    } finally {
      for (const node of hidden) node.visible = true;
      renderer.autoClear = auto;
      renderer.setClearAlpha(clearAlpha);
    }
    return solos.sort((a, b) => a.label - b.label);
  }

  #materialFor(label: number, side: Side): RawShaderMaterial {
    const key = `${label} ${side}`;
    const known = this.#materials.get(key);
    if (known) return known;
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader,
      fragmentShader,
      uniforms: { label: { value: label } },
      side,
      blending: NoBlending,
    });
    this.#materials.set(key, material);
    return material;
  }
}

interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Twice the field of view in both directions (on the picture plane, not in angle). */
function widen(camera: PerspectiveCamera): void {
  const scale = 1 + 2 * margin;
  camera.projectionMatrix.elements[0] /= scale;
  camera.projectionMatrix.elements[5] /= scale;
  camera.projectionMatrixInverse.copy(camera.projectionMatrix).invert();
}

/** Viewport such that the wide projection's middle part is the frame at (x, y); only `scissor` is drawn. */
function place(
  target: WebGLRenderTarget,
  x: number,
  y: number,
  width: number,
  height: number,
  scissorX: number,
  scissorY: number,
  scissorWidth: number,
  scissorHeight: number,
): void {
  target.viewport.set(
    x - margin * width,
    y - margin * height,
    (1 + 2 * margin) * width,
    (1 + 2 * margin) * height,
  );
  target.scissor.set(scissorX, scissorY, scissorWidth, scissorHeight);
  target.scissorTest = true;
}

/** The pixels that the object may cover, from its vertices; undefined when it is out of sight. */
function rectOf(
  object: Object3D,
  wide: PerspectiveCamera,
  width: number,
  height: number,
): Rect | undefined {
  const corner = new Vector3();
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  let isBehind = false;
  object.updateWorldMatrix(true, true);
  object.traverse((part) => {
    if (!(part instanceof Mesh)) return;
    const position = part.geometry.getAttribute('position');
    if (position === undefined) return;
    for (let i = 0; i < position.count; i++) {
      corner.fromBufferAttribute(position, i).applyMatrix4(part.matrixWorld);
      corner.applyMatrix4(wide.matrixWorldInverse);
      if (corner.z > -wide.near) isBehind = true;
      corner.applyMatrix4(wide.projectionMatrix);
      left = Math.min(left, corner.x);
      right = Math.max(right, corner.x);
      top = Math.min(top, -corner.y);
      bottom = Math.max(bottom, -corner.y);
    }
  });
  if (isBehind) [left, right, top, bottom] = [-1, 1, -1, 1];
  const scale = 1 + 2 * margin;
  const toX = (clip: number): number => (clip * scale * 0.5 + 0.5) * width;
  const toY = (clip: number): number => (clip * scale * 0.5 + 0.5) * height;
  const x0 = Math.floor(Math.max(toX(left), -margin * width)) - 1;
  const x1 = Math.ceil(Math.min(toX(right), (1 + margin) * width)) + 1;
  const y0 = Math.floor(Math.max(toY(top), -margin * height)) - 1;
  const y1 = Math.ceil(Math.min(toY(bottom), (1 + margin) * height)) + 1;
  if (!(x1 > x0 && y1 > y0)) return undefined;
  return { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
}

/** Takes from `wanted` (tallest first) what fits on one page, in shelves. */
function pack<T extends Rect>(wanted: T[], side: number): (T & { atX: number; atY: number })[] {
  const page: (T & { atX: number; atY: number })[] = [];
  let [x, y, shelf] = [0, 0, 0];
  for (let i = 0; i < wanted.length;) {
    const tile = wanted[i];
    if (tile === undefined) break;
    if (x + tile.width > side) {
      [x, y, shelf] = [0, y + shelf, 0];
    }
    if (y + tile.height > side) {
      i++;
      continue;
    }
    page.push({ ...tile, atX: x, atY: y });
    x += tile.width;
    shelf = Math.max(shelf, tile.height);
    wanted.splice(i, 1);
  }
  return page;
}

function exactTarget(width: number, height: number): WebGLRenderTarget {
  return new WebGLRenderTarget(width, height, {
    format: RGBAFormat,
    type: UnsignedByteType,
    minFilter: NearestFilter,
    magFilter: NearestFilter,
    generateMipmaps: false,
    depthBuffer: true,
    samples: 0,
  });
}
