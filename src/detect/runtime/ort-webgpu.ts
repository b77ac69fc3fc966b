/** onnxruntime-web with the WebGPU provider; see `ort-wasm.ts`. Import this file dynamically. */
import * as ort from 'onnxruntime-web/webgpu';
import glueUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';

export { glueUrl, ort, wasmUrl };
