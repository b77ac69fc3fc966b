/** The kernel that turns two derivatives into an angle, used here and by Canny. */
import type { Kernel } from '../op';
import directionGlsl from './direction.frag.glsl?raw';
import directionWgsl from './direction.wgsl?raw';

/** With file names as seen from the op's folder. */
export function directionKernel(folder: '' | '../gradient-direction/'): Kernel {
  return {
    label: 'Direction',
    wgsl: directionWgsl,
    glsl: directionGlsl,
    wgslFile: `${folder}direction.wgsl`,
    glslFile: `${folder}direction.frag.glsl`,
  };
}

export const directionTolerance = {
  maxAbs: 0.06,
  because:
    'WGSL allows atan2 an error of 4096 units in the last place, 0.056 degrees at 180; the axes are exact, so 0 never becomes 360.',
} as const;
