/** Class-coloured boxes over a picture: a dark keyline, and the name dark on the class colour. */
export interface LabelledBox {
  readonly name: string;
  /** x, y, width, height in image pixels. */
  readonly xywh: readonly [number, number, number, number];
}

/** Draws the boxes back to front. Colours are the class palette of the tokens, by order of first use. */
export function drawBoxes(context: CanvasRenderingContext2D, boxes: readonly LabelledBox[]): void {
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue('--class-ink').trim();
  const names = [...new Set(boxes.map((box) => box.name))];
  const scale = context.canvas.width / 400;
  const size = Math.round(12 * scale);
  const height = Math.round(17 * scale);
  context.font = `600 ${size}px "Hanken Grotesk Variable"`;
  context.textBaseline = 'middle';
  const backToFront = [...boxes].sort((a, b) => b.xywh[3] * b.xywh[2] - a.xywh[3] * a.xywh[2]);
  const colourOf = (name: string): string =>
    style.getPropertyValue(`--class-${(names.indexOf(name) % 7) + 1}`).trim();
  for (const { name, xywh } of backToFront) {
    const [x, y, w, h] = xywh;
    context.lineWidth = 3.5 * scale;
    context.strokeStyle = 'rgb(12 11 9 / 0.55)';
    context.strokeRect(x, y, w, h);
    context.lineWidth = 1.7 * scale;
    context.strokeStyle = colourOf(name);
    context.strokeRect(x, y, w, h);
  }
  for (const { name, xywh } of backToFront) {
    const [x, y] = xywh;
    const width = context.measureText(name).width + 9 * scale;
    const left = Math.min(x - scale, context.canvas.width - width);
    const top = y - height < 0 ? y : y - height;
    context.fillStyle = colourOf(name);
    context.fillRect(left, top, width, height);
    context.fillStyle = ink;
    context.fillText(name, left + 4.5 * scale, top + height / 2 + 1);
  }
}
