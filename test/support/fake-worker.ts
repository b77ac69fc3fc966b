// A worker without a thread: its API answers over a message channel, as a real one's does.
import * as Comlink from 'comlink';

export class FakeWorker extends EventTarget {
  isTerminated = false;
  readonly #page: MessagePort;
  readonly #inside: MessagePort;

  constructor(api: object) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#page = port1;
    this.#inside = port2;
    Comlink.expose(api, port2);
    port1.addEventListener('message', (event) => {
      this.dispatchEvent(
        new MessageEvent('message', { data: event.data, ports: [...event.ports] }),
      );
    });
    port1.start();
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.#page.postMessage(message, transfer);
  }

  terminate(): void {
    this.isTerminated = true;
    this.#page.close();
    this.#inside.close();
  }

  /** What an uncaught error in the worker, or a file that cannot be loaded, looks like from the page. */
  fail(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }

  /** For a constructor that asks for the browser's type. */
  asWorker(): Worker {
    return this as unknown as Worker;
  }
}
