/**
 * The part of XML 1.0 (https://www.w3.org/TR/xml/) that annotation files use: elements, attributes, text,
 * CDATA, comments, the five named entities and characters by number. One pass, no recursion, no way to
 * define entities: a document type is refused, and with it every attack by expansion.
 *
 * Deliberately not: namespaces, document types, the checks of a validating reader. Its one function can be
 * replaced by a library's.
 */
import { FormatError } from './errors';
import { maxDepth } from './limits';

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, trimmed. */
  readonly text: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
  readonly line: number;
}

const nameStart = /[A-Za-z_:\u0080-\uffff][\w.:\u0080-\uffff-]*/y;
const attribute =
  /\s+([A-Za-z_:\u0080-\uffff][\w.:\u0080-\uffff-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const tagEnd = /\s*(\/?)>/y;

/** The root element. Throws FormatError with the line of the first breach. */
export function parseXml(text: string, file: string): XmlElement {
  return new Reader(text, file).root();
}

class Reader {
  readonly #text: string;
  readonly #file: string;
  #at = 0;
  /** Line ends before `#counted`, so that counting is one pass over the text. */
  #line = 1;
  #counted = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  root(): XmlElement {
    const open: OpenElement[] = [];
    let root: XmlElement | undefined;
    for (;;) {
      const next = this.#text.indexOf('<', this.#at);
      const between = this.#text.slice(this.#at, next < 0 ? undefined : next);
      this.#addText(open.at(-1), between, true);
      if (next < 0) break;
      this.#at = next;
      if (this.#skipped('<!--', '-->') || this.#skipped('<?', '?>')) continue;
      if (this.#text.startsWith('<![CDATA[', next)) {
        this.#addText(open.at(-1), this.#inside('<![CDATA[', ']]>'), false);
      } else if (this.#text.startsWith('<!', next)) {
        throw this.#error(
          'expected elements only, got a document type or declaration ("<!"). Remove it: entities are not expanded.',
        );
      } else if (this.#text.startsWith('</', next)) {
        const element = this.#close(open);
        const parent = open.at(-1);
        if (parent) parent.children.push(element);
        else root = element;
      } else {
        if (root) throw this.#error(`expected one root element, got another after <${root.name}>.`);
        if (open.length >= maxDepth) {
          throw this.#error(`expected elements at most ${maxDepth} deep, got more.`);
        }
        const { element, isWhole } = this.#open();
        if (!isWhole) open.push(element);
        else if (open.length === 0) root = element;
        else open.at(-1)?.children.push(element);
      }
    }
    const unclosed = open.at(-1);
    if (unclosed) {
      throw this.#error(
        `expected </${unclosed.name}> for the element of line ${unclosed.line}, got the end of the file.`,
      );
    }
    if (!root) throw this.#error('expected an XML element, got none: the file is empty or cut.');
    return root;
  }

  #open(): { readonly element: OpenElement; readonly isWhole: boolean } {
    const line = this.#lineHere();
    this.#at++;
    const name = this.#match(nameStart)?.[0];
    if (name === undefined) {
      throw this.#error('expected a tag after "<". In text, "<" is written "&lt;".');
    }
    const attributes = new Map<string, string>();
    for (let pair = this.#match(attribute); pair; pair = this.#match(attribute)) {
      const key = pair[1] ?? '';
      if (attributes.has(key))
        throw this.#error(`expected the attribute ${key} once, got it twice.`);
      attributes.set(key, this.#decoded(pair[2] ?? pair[3] ?? ''));
    }
    const end = this.#match(tagEnd);
    if (!end) throw this.#error(`expected attributes or ">" in the tag <${name.slice(0, 40)}.`);
    return {
      element: { name, attributes, children: [], text: '', line },
      isWhole: end[1] === '/',
    };
  }

  #close(open: OpenElement[]): XmlElement {
    const line = this.#lineHere();
    this.#at += 2;
    const name = this.#match(nameStart)?.[0] ?? '';
    const element = open.pop();
    if (element?.name !== name || this.#match(/\s*>/y) === undefined) {
      const expected = element ? `</${element.name}> for line ${element.line}` : 'no closing tag';
      throw this.#error(`expected ${expected}, got </${name.slice(0, 40)}>.`, line);
    }
    element.text = element.text.trim();
    return element;
  }

  #addText(element: OpenElement | undefined, text: string, hasEntities: boolean): void {
    if (element) element.text += hasEntities ? this.#decoded(text) : text;
    else if (text.trim() !== '') {
      throw this.#error(
        `expected an element, got the text ${JSON.stringify(text.trim().slice(0, 40))}.`,
      );
    }
  }

  #decoded(text: string): string {
    if (!text.includes('&')) return text;
    return text.replace(
      /&(?:([a-z]{1,8}|#\d{1,7}|#x[\da-fA-F]{1,6});)?/g,
      (whole, name?: string) => {
        const character = name === undefined ? undefined : characterOf(name);
        if (character !== undefined) return character;
        throw this.#error(
          `expected &amp; &lt; &gt; &quot; &apos; or a character by number, got ${JSON.stringify(whole)}.`,
        );
      },
    );
  }

  #skipped(start: string, end: string): boolean {
    if (!this.#text.startsWith(start, this.#at)) return false;
    this.#inside(start, end);
    return true;
  }

  #inside(start: string, end: string): string {
    const from = this.#at + start.length;
    const to = this.#text.indexOf(end, from);
    if (to < 0) throw this.#error(`expected "${end}" after "${start}", got the end of the file.`);
    this.#at = to + end.length;
    return this.#text.slice(from, to);
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = pattern.lastIndex;
    return match ?? undefined;
  }

  #lineHere(): number {
    const end = Math.min(this.#at, this.#text.length);
    while (this.#counted < end) {
      const next = this.#text.indexOf('\n', this.#counted);
      if (next < 0 || next >= end) break;
      this.#line++;
      this.#counted = next + 1;
    }
    return this.#line;
  }

  #error(reason: string, line = this.#lineHere()): FormatError {
    return new FormatError(this.#file, `line ${line}`, reason);
  }
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** Undefined for other names, and for numbers that are no character of XML. */
function characterOf(name: string): string | undefined {
  if (!name.startsWith('#')) return Object.hasOwn(named, name) ? named[name] : undefined;
  const code = name.startsWith('#x') ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  const isCharacter =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  return isCharacter ? String.fromCodePoint(code) : undefined;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // Else a reader would take them for the space between elements.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** For text and attributes. What XML 1.0 cannot write (control characters, halves of pairs) becomes U+FFFD. */
export function escapeXml(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/gu, '\ufffd')
      .replace(/[&<>"'\t\n\r]/g, (character) => escapes[character] ?? character)
  );
}
