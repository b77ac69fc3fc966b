/** A page with nothing but a webcam on `window`; for the test with Chromium's pretended devices. */
import { Webcam } from '$src/sources/webcam.svelte';

declare global {
  var webcam: Webcam;
  var framesSeen: number;
}
globalThis.webcam = new Webcam();
globalThis.framesSeen = 0;
