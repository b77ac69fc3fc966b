/**
 * As much of the protobuf wire format as reading an ONNX file takes: https://protobuf.dev/programming-guides/encoding.
 * A message is a run of fields, each a number, a kind, and a value; nested messages are runs of bytes.
 *
 * Deliberately not a general library: nothing is copied, no message is built, and every length is held against
 * what is left of the file before it is used, so that a hostile file can neither allocate nor read beyond. Fields
 * are counted over the whole file: one of a gigabyte can hold half a billion of two bytes each.
 */
import { DetectError } from '../types';

/** Bytes `from`..`to` of the file, one message. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Field {
  readonly number: number;
  /** Whole numbers: the value, as a signed 64-bit number (exact up to 2^53). */
  readonly value: number;
  /** Bytes, strings and messages: where they lie. Empty for numbers. */
  readonly span: Span;
  readonly isSpan: boolean;
}

const decoder = new TextDecoder();
const nowhere: Span = { from: 0, to: 0 };

/** A file under reading. Every field that is looked at counts, in whatever message it lies. */
export class ProtobufFile {
  readonly bytes: Uint8Array;
  readonly #mostFields: number;
  #fields = 0;

  /** More than `mostFields` in all: DetectError 'model-broken'. */
  constructor(bytes: Uint8Array, mostFields: number) {
    this.bytes = bytes;
    this.#mostFields = mostFields;
  }

  get whole(): Span {
    return { from: 0, to: this.bytes.length };
  }

  /** The fields of one message, in the order of the file. Throws DetectError 'model-broken' at damage. */
  *fieldsOf(message: Span): Generator<Field> {
    const cursor = new Cursor(this.bytes, message);
    while (!cursor.isAtEnd) {
      const start = cursor.at;
      this.#count(start);
      const key = cursor.varint();
      const number = Math.floor(key / 8);
      if (number < 1 || number >= 2 ** 29) throw broken(start);
      switch (key % 8) {
        case 0:
          yield { number, value: cursor.varint(), span: nowhere, isSpan: false };
          break;
        case 1:
          cursor.skip(8); // doubles: nothing that is asked for
          break;
        case 2:
          yield { number, value: 0, span: cursor.skip(cursor.varint()), isSpan: true };
          break;
        case 5:
          cursor.skip(4); // floats
          break;
        default:
          throw broken(start); // groups were dropped before ONNX existed
      }
    }
  }

  /** Whole numbers of a repeated field: one, or packed into a run. More than `limit`: DetectError 'model-broken'. */
  numbersOf(field: Field, limit: number): number[] {
    if (!field.isSpan) return [field.value];
    const cursor = new Cursor(this.bytes, field.span);
    const numbers: number[] = [];
    while (!cursor.isAtEnd) {
      numbers.push(cursor.varint());
      if (numbers.length > limit) throw broken(cursor.at);
    }
    return numbers;
  }

  /** UTF-8 text. Longer than `limit` bytes: DetectError 'model-broken'. */
  textOf({ from, to }: Span, limit: number): string {
    if (to - from > limit) throw broken(from);
    return decoder.decode(this.bytes.subarray(from, to));
  }

  #count(at: number): void {
    if (++this.#fields > this.#mostFields) throw tooMany(this.#mostFields, at);
  }
}

class Cursor {
  at: number;
  readonly #bytes: Uint8Array;
  readonly #to: number;

  constructor(bytes: Uint8Array, { from, to }: Span) {
    this.#bytes = bytes;
    this.at = from;
    this.#to = to;
  }

  get isAtEnd(): boolean {
    return this.at >= this.#to;
  }

  /** Seven bits per byte, lowest first; at most ten bytes. */
  varint(): number {
    let value = 0;
    let unit = 1;
    for (let i = 0; i < 10; i++) {
      if (this.isAtEnd) throw broken(this.at);
      const byte = this.#bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value >= 2 ** 63 ? value - 2 ** 64 : value;
      unit *= 128;
    }
    throw broken(this.at);
  }

  skip(count: number): Span {
    if (count < 0 || count > this.#to - this.at) throw broken(this.at);
    const span = { from: this.at, to: this.at + count };
    this.at += count;
    return span;
  }
}

export function broken(at: number): DetectError {
  return new DetectError(
    'model-broken',
    `The file stops making sense as ONNX at byte ${at}: it is cut off, damaged, or something else. Download or export it again.`,
  );
}

function tooMany(mostFields: number, at: number): DetectError {
  return new DetectError(
    'model-broken',
    `The file holds more than ${mostFields} fields (the last one read is at byte ${at}), many times those of any detector: it is damaged, or not what it seems. Export the model again.`,
  );
}
