/**
 * onnxruntime-web for the CPU, with the addresses of its WebAssembly. Both files are named by `?url`: the glue
 * that is embedded in the package starts its threads from the address of our own bundle, which hangs in a
 * production build. Import this file dynamically.
 */
import * as ort from 'onnxruntime-web/wasm';
import glueUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';

export { glueUrl, ort, wasmUrl };
