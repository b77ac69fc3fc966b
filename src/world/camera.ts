/** Where the camera of a scene stands: pure geometry, shared by the truth and by what draws. */
import type { Camera, Vec3 } from './scene';

/**
 * Position of the camera in metres, `afterS` seconds after the moment of the description. Elevation is
 * the angle above the table, azimuth turns from +z to +x.
 */
export function cameraPositionM(camera: Camera, afterS = 0): Vec3 {
  const elevation = (camera.elevationDeg * Math.PI) / 180;
  const azimuth = (camera.azimuthDeg * Math.PI) / 180;
  const [x, y, z] = camera.targetM;
  const [vx, vy, vz] = camera.velocityMPerS;
  const { distanceM } = camera;
  return [
    x + distanceM * Math.sin(azimuth) * Math.cos(elevation) + vx * afterS,
    y + distanceM * Math.sin(elevation) + vy * afterS,
    z + distanceM * Math.cos(azimuth) * Math.cos(elevation) + vz * afterS,
  ];
}
