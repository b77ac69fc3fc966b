/** A browser without WebGL2, e.g. one without hardware acceleration; imported before what asks for it. */
Object.assign(OffscreenCanvas.prototype, { getContext: () => null });
