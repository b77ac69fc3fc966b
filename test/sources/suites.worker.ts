/** Opens a suite from what it is sent; for the test that reading suites needs no page. */
import { listSuites, openSuite } from '$src/sources/suites';

interface Sent {
  readonly text: string;
  readonly picture: Uint8Array;
}

async function answer({ text, picture }: Sent): Promise<unknown> {
  const suite = await openSuite('test', {
    read: (file) =>
      Promise.resolve(file === 'annotations.json' ? new TextEncoder().encode(text) : picture),
  });
  const { image, truth } = await suite.load(1);
  return {
    pixel: [...image.data.subarray(3, 6)],
    label: truth.labels.data[7],
    sets: Array.isArray(await listSuites()), // by the addresses that a worker finds
  };
}

self.onmessage = (event: MessageEvent<Sent>): void => {
  answer(event.data).then(
    (data) => self.postMessage(data),
    (error: unknown) => self.postMessage(String(error)),
  );
};
