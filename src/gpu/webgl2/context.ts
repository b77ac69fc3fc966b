/**
 * Getting a WebGL2 context on an OffscreenCanvas, so that it works in a worker. Nothing is ever drawn
 * on the canvas: it only gives the context.
 */
import { BackendAbsent } from '../errors';

export interface WebGl2Context {
  readonly gl: WebGL2RenderingContext;
  readonly canvas: OffscreenCanvas;
  /** "SwiftShader (software)", "NVIDIA GeForce RTX 4060". */
  readonly description: string;
}

/** Throws BackendAbsent and a sentence when WebGL2, or rendering to float textures, is missing. */
export function requestContext(): WebGl2Context {
  if (typeof OffscreenCanvas === 'undefined') {
    throw new BackendAbsent(
      'This browser has no OffscreenCanvas, which WebGL2 needs outside the page.',
    );
  }
  const canvas = new OffscreenCanvas(1, 1);
  const gl = canvas.getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    powerPreference: 'high-performance',
  });
  if (!gl) throw new BackendAbsent('This browser gives no WebGL2 context on this machine.');
  if (!gl.getExtension('EXT_color_buffer_float')) {
    throw new BackendAbsent(
      'WebGL2 on this machine cannot render to float textures (EXT_color_buffer_float), which gradients need.',
    );
  }
  return { gl, canvas, description: describe(gl) };
}

/** The GPU's name out of ANGLE's "ANGLE (vendor, renderer, driver)", or the plain renderer text. */
function describe(gl: WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  if (/swiftshader/i.test(renderer)) return 'SwiftShader (software)';
  if (/llvmpipe/i.test(renderer)) return 'llvmpipe (software)';
  return /^ANGLE \([^,]*, (.*), [^,]*\)$/.exec(renderer)?.[1] ?? (renderer || 'unnamed GPU');
}
