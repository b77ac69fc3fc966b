/**
 * Names for files that are no picture this page opens, so that the refusal can say what they are
 * and what to do. Only the first bytes count; the file's name and type are hints that may lie.
 */
import { SourceError } from './error';
import { startsWith, tag } from './bytes';

const choose = 'Choose a PNG, JPEG, WebP, GIF, BMP or AVIF picture.';

interface Kind {
  readonly magic: readonly (readonly number[] | string)[];
  readonly at?: number;
  readonly is: string;
  readonly todo: string;
}

const exportIt = 'Open it where it was made and export it as PNG or JPEG.';

const kinds: readonly Kind[] = [
  { magic: ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'], is: 'a TIFF or camera raw file', todo: exportIt },
  { magic: ['%PDF'], is: 'a PDF document', todo: 'Export the page you need as PNG or JPEG.' },
  { magic: ['8BPS'], is: 'a Photoshop document', todo: exportIt },
  { magic: [[0, 0, 1, 0]], is: 'an icon file', todo: exportIt },
  {
    magic: [
      [0xff, 0x0a],
      [0, 0, 0, 12, 0x4a, 0x58, 0x4c, 0x20],
    ],
    is: 'a JPEG XL picture',
    todo: exportIt,
  },
  {
    magic: [
      [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20],
      [0xff, 0x4f, 0xff, 0x51],
    ],
    is: 'a JPEG 2000 picture',
    todo: exportIt,
  },
  { magic: [[0x76, 0x2f, 0x31, 0x01]], is: 'an OpenEXR picture', todo: exportIt },
  { magic: ['ftyp'], at: 4, is: 'a video', todo: 'Save one frame of it as PNG or JPEG.' },
  {
    magic: [[0x1a, 0x45, 0xdf, 0xa3]],
    is: 'a video',
    todo: 'Save one frame of it as PNG or JPEG.',
  },
  { magic: ['PK\x03\x04'], is: 'a ZIP archive', todo: 'Unpack it and choose a picture from it.' },
  { magic: [[0x1f, 0x8b]], is: 'a compressed archive', todo: 'Unpack it first.' },
];

/** The refusal for bytes that `readHeader` does not know. `name` is ready for a sentence. */
export function refuseForeign(bytes: Uint8Array, name: string, mime: string): SourceError {
  const text = textStart(bytes);
  const compressedSvg =
    startsWith(bytes, [0x1f, 0x8b]) && (/\.svgz$/i.test(name) || isSvgMime(mime));
  if (compressedSvg || (text !== undefined && /<svg[\s>]/i.test(text))) {
    return new SourceError(
      'svg',
      `${name} is an SVG drawing: shapes, not pixels, and nothing here to measure. Export it as PNG at the size you want and choose that.`,
    );
  }
  for (const kind of kinds) {
    if (kind.magic.some((magic) => startsWith(bytes, magic, kind.at ?? 0))) {
      return new SourceError(
        'unsupported-format',
        `${name} is ${kind.is}, which this page does not open. ${kind.todo}`,
      );
    }
  }
  if (text !== undefined && /^P[1-7]\s/.test(text)) {
    return new SourceError(
      'unsupported-format',
      `${name} is a portable pixmap, which browsers do not open. Convert it to PNG.`,
    );
  }
  if (text !== undefined && /<(!doctype html|html)[\s>]/i.test(text)) {
    return new SourceError(
      'text',
      `${name} is a web page, not a picture: the site probably sent a page in its place. Save the picture itself and choose that.`,
    );
  }
  if (text !== undefined) {
    return new SourceError('text', `${name} contains text, not a picture. ${choose}`);
  }
  return new SourceError(
    'not-an-image',
    `${name} is not a picture: it begins with ${firstBytes(bytes)}, which is no image format. ${choose}`,
  );
}

function isSvgMime(mime: string): boolean {
  return mime.startsWith('image/svg');
}

/** The beginning as text, or undefined when it holds bytes that no text file has. */
function textStart(bytes: Uint8Array): string | undefined {
  const start = bytes.subarray(0, 2048);
  if (startsWith(start, [0xff, 0xfe])) return new TextDecoder('utf-16le').decode(start);
  if (startsWith(start, [0xfe, 0xff])) return new TextDecoder('utf-16be').decode(start);
  const hasControls = start.some((b) => b < 32 && ![9, 10, 12, 13, 27].includes(b));
  return hasControls ? undefined : new TextDecoder('utf-8').decode(start);
}

function firstBytes(bytes: Uint8Array): string {
  const hex = [...bytes.subarray(0, 4)].map((b) => b.toString(16).padStart(2, '0')).join(' ');
  const letters = tag(bytes, 0, Math.min(4, bytes.length));
  return /^[\x21-\x7e]+$/.test(letters) ? `“${letters}”` : `the bytes ${hex}`;
}
