// The response headers of every server we run: cross-origin isolation (threads, 5 µs timers) and
// the strict Content-Security-Policy under which the whole app is known to work.
// index.html repeats the policy as <meta> for static hosts that cannot send headers.

// The only addresses of other origins that the app may ever ask: the files of the detectors that a reader can
// load by a button which names them (src/detect/store/third-party.ts; a test holds the two lists together).
const cocoSsd = 'https://storage.googleapis.com/tfjs-models/savedmodel/ssdlite_mobilenet_v2';
const yoloxNano =
  'https://huggingface.co/Heliosoph/yolox-onnx/resolve/9206d80cbad9ed54986edeff8d7457eb5333882a';
export const modelAddresses = [
  `${cocoSsd}/model.json`,
  ...[1, 2, 3, 4, 5].map((shard) => `${cocoSsd}/group1-shard${shard}of5`),
  `${yoloxNano}/yolox_nano.onnx`,
];
// Where huggingface.co hands the request on to. Paths count only for requests that the page makes itself, not
// for redirects, so a path that does not exist allows the second without the first.
export const handedOnTo = ['https://*.hf.co/only-as-a-redirect'];

export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  ["connect-src 'self'", ...modelAddresses, ...handedOnTo].join(' '),
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** @type {Record<string, string>} */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** @type {Record<string, string>} */
export const securityHeaders = {
  'Content-Security-Policy': `${contentSecurityPolicy}; frame-ancestors 'self'`,
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};
