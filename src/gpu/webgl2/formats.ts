/** The texel formats of the op contract in WebGL2's terms: R32I, R32F, RGBA8UI, RGBA32I, RGBA32F. */
import type { TexelFormat } from '$src/ops/op';

export interface GlFormat {
  readonly internal: GLenum;
  readonly format: GLenum;
  readonly type: GLenum;
}

export function glFormats(gl: WebGL2RenderingContext): Readonly<Record<TexelFormat, GlFormat>> {
  return {
    i32: { internal: gl.R32I, format: gl.RED_INTEGER, type: gl.INT },
    f32: { internal: gl.R32F, format: gl.RED, type: gl.FLOAT },
    u8x4: { internal: gl.RGBA8UI, format: gl.RGBA_INTEGER, type: gl.UNSIGNED_BYTE },
    i32x4: { internal: gl.RGBA32I, format: gl.RGBA_INTEGER, type: gl.INT },
    f32x4: { internal: gl.RGBA32F, format: gl.RGBA, type: gl.FLOAT },
  };
}
