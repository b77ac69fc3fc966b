/**
 * Where a value was measured: browser, platform, backend with its device, isolation, timer.
 *
 * The fingerprint covers what changes results or speed: browser with its major version, platform,
 * backend, device and cross-origin isolation. It deliberately leaves out the timer resolution, which
 * is itself measured and jitters, and the thread count, which a power plan may change. It is a hash
 * for equality on this machine, not an identifier: nothing is sent anywhere.
 */
import type { BackendName } from '$src/ops/op';
import type { Environment, RuntimesNow } from './types';

interface Brand {
  readonly brand: string;
  readonly version: string;
}

/** The parts of `navigator` that are read; `userAgentData` is missing from the DOM types. */
export interface NavigatorLike {
  readonly userAgent?: string;
  readonly hardwareConcurrency?: number;
  readonly userAgentData?: { readonly brands?: readonly Brand[]; readonly platform?: string };
}

/** What is read of the global scope of a page, a worker or Node. */
export interface ScopeLike {
  readonly navigator?: NavigatorLike;
  readonly crossOriginIsolated?: boolean;
  readonly process?: { readonly versions?: { readonly node?: string }; readonly platform?: string };
}

export interface BackendLike {
  readonly name: BackendName;
  readonly device: string;
}

/** The environment of one backend in this page, worker or Node process. */
export function environmentOf(
  backend: BackendLike,
  timerResolutionMs: number,
  scope: ScopeLike = globalThis as ScopeLike,
): Environment {
  const described = {
    browser: browserOf(scope),
    platform: platformOf(scope),
    backend: backend.name,
    device: backend.device,
    threads: scope.navigator?.hardwareConcurrency ?? 1,
    isCrossOriginIsolated: scope.crossOriginIsolated ?? false,
    timerResolutionMs,
  };
  return { ...described, fingerprint: fingerprintOf(described) };
}

/** What a neural network ran on, as the runtime itself reports it. */
export interface RuntimeLike {
  readonly runtime: 'ort' | 'tfjs';
  readonly version: string;
  readonly backend: string;
  readonly threads: number;
  readonly device?: string;
}

const runtimeNames = { ort: 'onnxruntime-web', tfjs: 'TensorFlow.js' } as const;

/** For records, by the packages' names: "onnxruntime-web 1.30.0, wasm, 1 thread". */
export function runtimeText(one: RuntimeLike): string {
  const { runtime, version, backend, threads } = one;
  const count = isOnCpu(one) ? `, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : '';
  return `${runtimeNames[runtime]} ${version}, ${backend}${count}`;
}

/** What `runtimeText` wrote, also of several joined by “and”; parts that it did not write are left out. */
export function runtimesOfText(text: string): RuntimeLike[] {
  return text.split(' and ').flatMap((part) => {
    const [, name, version, backend, threads] =
      /^(\S+) (\S+), (\w+)(?:, (\d+) threads?)?$/.exec(part) ?? [];
    const runtime = (['ort', 'tfjs'] as const).find((key) => runtimeNames[key] === name);
    if (!runtime || version === undefined || backend === undefined) return [];
    return [{ runtime, version, backend, threads: Number(threads ?? 1) }];
  });
}

/** The GPUs of the bench, under the names that libraries of networks give the interfaces. */
export function gpusOf(backends: readonly BackendLike[]): Readonly<Record<string, string>> {
  const names: Partial<Record<BackendName, string>> = { webgpu: 'webgpu', webgl2: 'webgl' };
  return Object.fromEntries(
    backends.flatMap(({ name, device }) => (names[name] ? [[names[name], device]] : [])),
  );
}

/** The GPUs that these runtimes compute on, as the bench words them; undefined: none, or not known here. */
export function gpuOf(
  runtimes: readonly RuntimeLike[],
  gpus: Readonly<Record<string, string>>,
): string | undefined {
  const used = new Set(runtimes.filter((one) => !isOnCpu(one)).map(({ backend }) => backend));
  const devices = [...used].map((backend) => gpus[backend]);
  return devices.length === 0 || devices.includes(undefined)
    ? undefined
    : [...new Set(devices)].join(' and ');
}

/** Sentences for each library that has another version now. */
export function versionChanges(
  runtimes: readonly RuntimeLike[],
  { versions }: RuntimesNow,
): string[] {
  const changes = runtimes.flatMap(({ runtime, version }) => {
    const now = versions[runtime];
    return now === undefined || now === version
      ? []
      : [`${runtimeNames[runtime]} updated since: ${version} then, ${now} now`];
  });
  return [...new Set(changes)];
}

/**
 * The environment of a number that comes from networks on these runtimes, in the order given. `gpus`: those of the
 * bench, for libraries that do not name theirs and to notice another one later.
 */
export function withRuntimes(
  environment: Environment,
  runtimes: readonly RuntimeLike[],
  gpus: Readonly<Record<string, string>> = {},
): Environment {
  const [first] = runtimes;
  if (!first) return environment;
  const runtime = [...new Set(runtimes.map(runtimeText))].join(' and ');
  const deviceOf = (one: RuntimeLike): string =>
    isOnCpu(one) ? 'CPU' : (one.device ?? gpus[one.backend] ?? 'unnamed GPU');
  const device = [...new Set(runtimes.map(deviceOf))].join(' and ');
  const threads = Math.max(...runtimes.map((one) => one.threads));
  const gpu = gpuOf(runtimes, gpus);
  const described = { ...environment, runtime, device, threads, ...(gpu ? { gpu } : {}) };
  // The backend of the bench has no part in it.
  const fingerprint = fingerprintOf({
    ...described,
    backend: 'reference',
    device: `${device}, ${runtime}`,
  });
  return { ...described, backend: 'reference', fingerprint };
}

function isOnCpu({ backend }: RuntimeLike): boolean {
  return backend === 'wasm' || backend === 'cpu';
}

/** 16 hex digits that change when something that matters for results or speed changes. */
export function fingerprintOf(
  environment: Pick<
    Environment,
    'browser' | 'platform' | 'backend' | 'device' | 'isCrossOriginIsolated'
  >,
): string {
  const { browser, platform, backend, device, isCrossOriginIsolated } = environment;
  return fnv1a64(JSON.stringify([browser, platform, backend, device, isCrossOriginIsolated]));
}

/** Name and major version: "Chromium 156", "Firefox 147", "Node 20". */
export function browserOf(scope: ScopeLike): string {
  const node = scope.process?.versions?.node;
  if (node !== undefined) return `Node ${major(node)}`;
  return (
    fromBrands(scope.navigator?.userAgentData?.brands) ?? fromUserAgent(scope.navigator?.userAgent)
  );
}

/** "Windows", "macOS", "Linux", "Android", "iOS", "ChromeOS", or "unknown platform". */
export function platformOf(scope: ScopeLike): string {
  const said = scope.navigator?.userAgentData?.platform;
  if (said !== undefined && said !== '') return said === 'Chrome OS' ? 'ChromeOS' : said;
  const node = scope.process?.platform;
  if (node !== undefined) return nodePlatforms[node] ?? node;
  const agent = scope.navigator?.userAgent ?? '';
  // Order matters: Android also says Linux, iPhones also say "like Mac OS X".
  const known: readonly (readonly [RegExp, string])[] = [
    [/Android/, 'Android'],
    [/iPhone|iPad|iPod/, 'iOS'],
    [/Windows/, 'Windows'],
    [/CrOS/, 'ChromeOS'],
    [/Mac OS X|Macintosh/, 'macOS'],
    [/Linux|X11/, 'Linux'],
  ];
  return known.find(([pattern]) => pattern.test(agent))?.[1] ?? 'unknown platform';
}

const nodePlatforms: Readonly<Record<string, string>> = {
  linux: 'Linux',
  darwin: 'macOS',
  win32: 'Windows',
};

/** Brand names as readers know them; the engine's own brand comes last. */
const brandNames: readonly (readonly [RegExp, string])[] = [
  [/^Microsoft Edge$/, 'Edge'],
  [/^Google Chrome$/, 'Chrome'],
  [/^Opera/, 'Opera'],
  [/^Brave$/, 'Brave'],
  [/^Chromium$/, 'Chromium'],
];

function fromBrands(brands: readonly Brand[] | undefined): string | undefined {
  for (const [pattern, name] of brandNames) {
    const found = brands?.find(({ brand }) => pattern.test(brand));
    if (found) return `${name} ${major(found.version)}`;
  }
  return undefined;
}

/** Order matters: Edge and Opera also say Chrome, Chrome also says Safari. */
const agents: readonly (readonly [RegExp, string])[] = [
  [/Edg(?:A|iOS)?\/(\d+)/, 'Edge'],
  [/OPR\/(\d+)/, 'Opera'],
  [/(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/CriOS\/(\d+)/, 'Chrome'],
  [/(?:Headless)?Chrom(?:e|ium)\/(\d+)/, 'Chromium'],
  [/Version\/(\d+)[.\d]* (?:Mobile\/\w+ )?Safari/, 'Safari'],
];

function fromUserAgent(userAgent: string | undefined): string {
  for (const [pattern, name] of agents) {
    const version = pattern.exec(userAgent ?? '')?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return 'unknown browser';
}

function major(version: string): string {
  return version.split('.')[0] ?? version;
}

/** 64-bit FNV-1a over UTF-16 code units (Fowler, Noll, Vo), as 16 hex digits. */
function fnv1a64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
