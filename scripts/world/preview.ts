/**
 * Pictures of things while one works on them:
 *   node scripts/run.mjs scripts/world/preview.ts apple --seed 1 --out apple.png
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { withPage } from '../support/browser-page';

interface World {
  sheet(kind: string, seed: number, perRow: number, options: object): Promise<string>;
  time(kind: string, count: number, options: object): unknown;
}

export async function main(argv: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: 'preview.png' },
      width: { type: 'string', default: '960' },
      height: { type: 'string', default: '540' },
      samples: { type: 'string', default: '8' },
      row: { type: 'string', default: '6' },
      time: { type: 'boolean', default: false },
    },
  });
  const [kind = 'apple'] = positionals;
  const options = {
    width: Number(values.width),
    height: Number(values.height),
    samples: Number(values.samples),
  };
  await withPage('/scripts/world/page.html', async (page) => {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        console.error(message.text().slice(0, 2000));
    });
    await page.waitForFunction(() => 'world' in globalThis);
    if (values.time) {
      const rows = await page.evaluate(
        ({ kind, options }) =>
          (globalThis as unknown as { world: World }).world.time(kind, 12, options),
        { kind, options },
      );
      console.log(rows);
      return;
    }
    const png = await page.evaluate(
      ({ kind, seed, row, options }) =>
        (globalThis as unknown as { world: World }).world.sheet(kind, seed, row, options),
      { kind, seed: Number(values.seed), row: Number(values.row), options },
    );
    await writeFile(values.out, Buffer.from(png, 'base64'));
  });
}
