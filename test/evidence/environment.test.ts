import { describe, expect, test } from 'vitest';
import {
  browserOf,
  environmentOf,
  fingerprintOf,
  platformOf,
  runtimesOfText,
  runtimeText,
} from '$src/evidence/environment';
import type { ScopeLike } from '$src/evidence/environment';

const agent = (userAgent: string): ScopeLike => ({ navigator: { userAgent } });

/** User-agent strings as these browsers send them. */
const chromium =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36';
const edge =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0';
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0';
const safari =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15';
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1';
const android =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36';

describe('the browser', () => {
  test.each([
    [chromium, 'Chromium 156', 'Linux'],
    [edge, 'Edge 140', 'Windows'],
    [firefox, 'Firefox 147', 'Windows'],
    [safari, 'Safari 26', 'macOS'],
    [iphone, 'Safari 26', 'iOS'],
    [android, 'Chromium 156', 'Android'],
    ['', 'unknown browser', 'unknown platform'],
  ])('from %s', (userAgent, browser, platform) => {
    expect(browserOf(agent(userAgent))).toBe(browser);
    expect(platformOf(agent(userAgent))).toBe(platform);
  });

  test('client hints win over the frozen user-agent string, and skip the made-up brand', () => {
    const brands = [
      { brand: 'Not;A=Brand', version: '99' },
      { brand: 'Chromium', version: '156' },
      { brand: 'Google Chrome', version: '156' },
    ];
    const scope = {
      navigator: { userAgent: firefox, userAgentData: { brands, platform: 'Chrome OS' } },
    };
    expect(browserOf(scope)).toBe('Chrome 156');
    expect(platformOf(scope)).toBe('ChromeOS');
    const engineOnly = { navigator: { userAgentData: { brands: brands.slice(0, 2) } } };
    expect(browserOf(engineOnly)).toBe('Chromium 156');
  });

  test('Node says so', () => {
    expect(browserOf({ process: { versions: { node: '20.20.2' } } })).toBe('Node 20');
    expect(platformOf({ process: { platform: 'darwin' } })).toBe('macOS');
  });
});

describe('the environment', () => {
  const backend = { name: 'webgpu', device: 'SwiftShader' } as const;
  const scope: ScopeLike = {
    navigator: { userAgent: chromium, hardwareConcurrency: 8 },
    crossOriginIsolated: true,
  };

  test('collects what is known', () => {
    expect(environmentOf(backend, 0.005, scope)).toEqual({
      browser: 'Chromium 156',
      platform: 'Linux',
      backend: 'webgpu',
      device: 'SwiftShader',
      threads: 8,
      isCrossOriginIsolated: true,
      timerResolutionMs: 0.005,
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    });
  });

  test('of this very process works', () => {
    const here = environmentOf({ name: 'reference', device: 'TypeScript, 1 thread' }, 0.001);
    expect(here.browser).toBe(`Node ${process.versions.node.split('.')[0]}`);
  });

  test('the fingerprint ignores the timer and the threads, and nothing else', () => {
    const base = environmentOf(backend, 0.005, scope);
    expect(environmentOf(backend, 0.1, scope).fingerprint).toBe(base.fingerprint);
    expect(fingerprintOf({ ...base, threads: 2 } as typeof base)).toBe(base.fingerprint);
    const changes = [
      { browser: 'Chromium 157' },
      { platform: 'Windows' },
      { backend: 'webgl2' as const },
      { device: 'RTX 4070' },
      { isCrossOriginIsolated: false },
    ];
    const prints = changes.map((change) => fingerprintOf({ ...base, ...change }));
    expect(new Set([base.fingerprint, ...prints]).size).toBe(6);
  });

  test('the fingerprint of given values never changes between releases', () => {
    // FNV-1a 64 of the JSON text, computed with Python:
    //   h = 0xcbf29ce484222325
    //   for c in '["Chromium 156","Linux","webgpu","SwiftShader",true]':
    //     h = ((h ^ ord(c)) * 0x100000001b3) % 2**64
    expect(environmentOf(backend, 1, scope).fingerprint).toBe('5657da2365b7322d');
  });
});

test('what runtimes were is read back from their text', () => {
  const ort = { runtime: 'ort', version: '1.30.0', backend: 'wasm', threads: 4 } as const;
  const tfjs = { runtime: 'tfjs', version: '4.22.0', backend: 'webgl', threads: 1 } as const;
  expect(runtimesOfText(runtimeText(ort))).toEqual([ort]);
  expect(runtimesOfText(`${runtimeText(ort)} and ${runtimeText(tfjs)}`)).toEqual([ort, tfjs]);
  expect(runtimesOfText('somebody else’s words and more')).toEqual([]);
});
