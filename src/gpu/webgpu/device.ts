/**
 * Getting a WebGPU device. `navigator.gpu` alone proves nothing: browsers expose it on machines where
 * `requestAdapter()` then gives null, so only an adapter counts as present.
 */
import { BackendAbsent, messageOf } from '../errors';

export interface WebGpuDevice {
  readonly device: GPUDevice;
  /** "SwiftShader (software)", "Apple M3", "nvidia ampere". */
  readonly description: string;
  readonly hasTimestamps: boolean;
}

/** Rejects with BackendAbsent and a sentence when there is no adapter or it gives no device. */
export async function requestDevice(): Promise<WebGpuDevice> {
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) {
    throw new BackendAbsent(
      globalThis.isSecureContext === false
        ? 'WebGPU needs a secure page: open the lab over https or on localhost.'
        : 'This browser has no WebGPU.',
    );
  }
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new BackendAbsent('This browser has WebGPU, but no adapter for the GPU of this machine.');
  }
  const hasTimestamps = adapter.features.has('timestamp-query');
  try {
    const device = await adapter.requestDevice({
      label: 'CV Lab',
      requiredFeatures: hasTimestamps ? ['timestamp-query'] : [],
      requiredLimits: {
        maxTextureDimension2D: adapter.limits.maxTextureDimension2D,
        maxBufferSize: adapter.limits.maxBufferSize,
      },
    });
    return { device, description: describe(adapter.info), hasTimestamps };
  } catch (error) {
    throw new BackendAbsent(`The GPU adapter gave no device: ${messageOf(error)}`);
  }
}

/** The adapter in words. Browsers fill in as much of its name as they think is private enough. */
function describe(info: GPUAdapterInfo): string {
  const name =
    info.description || info.device || [info.vendor, info.architecture].filter(Boolean).join(' ');
  const known = /swiftshader/i.test(name) ? 'SwiftShader' : name || 'unnamed GPU';
  return info.isFallbackAdapter ? `${known} (software)` : known;
}
