/** Decodes what it is sent; for the test that decoding needs no page. */
import { decodeImage } from '$src/sources/decode';
import { asSourceError } from '$src/sources/error';

self.onmessage = (event: MessageEvent<File>): void => {
  decodeImage(event.data).then(
    (decoded) => self.postMessage(decoded),
    (error: unknown) =>
      self.postMessage({ reason: asSourceError(error, 'undecodable', '').reason }),
  );
};
