/** Which virtual camera suits this machine. */
import type { SourceName } from './source';

/** The tabletop is drawn on a graphics processor; without one, the recorded clips run faster. */
export function virtualCamera(): Exclude<SourceName, 'camera'> {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return 'clip';
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = info
    ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL)
    : gl.getParameter(gl.RENDERER);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return isSoftware(String(renderer)) ? 'clip' : 'tabletop';
}

/** Names under which software renderers are known. */
export function isSoftware(renderer: string): boolean {
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
}

/** The reader asks for less motion: on the settings page, or of the whole system. */
export function prefersStill(): boolean {
  return (
    document.documentElement.dataset['motion'] === 'reduced' ||
    matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
