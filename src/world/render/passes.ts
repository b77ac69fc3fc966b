/** One full-screen triangle and the shader that runs on it; results go into a render target. */
import {
  BufferAttribute,
  BufferGeometry,
  Camera,
  GLSL3,
  Mesh,
  RawShaderMaterial,
  type IUniform,
  type WebGLRenderer,
  type WebGLRenderTarget,
} from 'three';

const vertexShader = `in vec3 position; out vec2 vUv;
void main() { vUv = position.xy * 0.5 + 0.5; gl_Position = vec4(position.xy, 0.0, 1.0); }`;

export class FullScreenPass {
  readonly uniforms: Record<string, IUniform>;
  readonly #material: RawShaderMaterial;
  readonly #mesh: Mesh;
  readonly #camera = new Camera();

  constructor(fragmentShader: string, uniforms: Record<string, IUniform>) {
    this.uniforms = uniforms;
    this.#material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader,
      fragmentShader: `precision highp float; precision highp int; precision highp sampler2D;
in vec2 vUv;\n${fragmentShader}`,
      uniforms,
      depthTest: false,
      depthWrite: false,
    });
    const geometry = new BufferGeometry();
    const corners = new Float32Array([-1, -1, 0, 3, -1, 0, -1, 3, 0]);
    geometry.setAttribute('position', new BufferAttribute(corners, 3));
    this.#mesh = new Mesh(geometry, this.#material);
    this.#mesh.frustumCulled = false;
  }

  draw(renderer: WebGLRenderer, target: WebGLRenderTarget | null): void {
    renderer.setRenderTarget(target);
    renderer.render(this.#mesh, this.#camera);
  }

  dispose(): void {
    this.#material.dispose();
    this.#mesh.geometry.dispose();
  }
}
