// The reader of XML, against documents by hand and against hostile ones.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormatError } from '$src/metrics/formats/errors';
import { escapeXml, parseXml, type XmlElement } from '$src/metrics/formats/xml';
import { userSecondsOf } from '$test/metrics/formats/processor-time';

const parse = (text: string) => parseXml(text, 'a.xml');

/** Names and texts alone. */
function plain({ name, text, children }: XmlElement): unknown {
  return children.length > 0 ? { [name]: children.map(plain) } : { [name]: text };
}

test('a document with everything that is read', () => {
  const root = parse(`<?xml version="1.0" encoding="UTF-8"?>
<!-- a comment with <tags> -->
<annotation verified='yes' note="a &lt; b">
  <name> Tom &amp; J&#233;rry &#x1F431; </name>
  <raw><![CDATA[1 < 2 && 3]]></raw>
  <empty/><open ></open >
</annotation>
<!-- end -->`);
  expect(plain(root)).toEqual({
    annotation: [{ name: 'Tom & Jérry 🐱' }, { raw: '1 < 2 && 3' }, { empty: '' }, { open: '' }],
  });
  expect([...root.attributes]).toEqual([
    ['verified', 'yes'],
    ['note', 'a < b'],
  ]);
  expect(root.children.map(({ line }) => line)).toEqual([4, 5, 6, 6]);
});

describe('what is refused, by line', () => {
  test.each([
    ['an empty file', ' \n', 'a.xml, line 1: expected an XML element, got none'],
    ['text', 'hello', 'expected an element, got the text "hello"'],
    [
      'a document type',
      '<!DOCTYPE a [<!ENTITY x "y">]>\n<a>&x;</a>',
      'line 1: expected elements only',
    ],
    ['an entity', '<a>\n&lol;</a>', 'line 1: expected &amp; &lt; &gt;'],
    ['a lone ampersand', '<a>b & c</a>', 'got "&"'],
    ['an inherited name', '<a>&constructor;</a>', 'or a character by number'],
    ['no character', '<a>&#0;</a>', 'got "&#0;"'],
    ['half a pair', '<a>&#xD800;</a>', 'got "&#xD800;"'],
    ['crossed tags', '<a>\n<b>\n</a></b>', 'line 3: expected </b> for line 2, got </a>'],
    ['no end', '<a>\n<b></b>', 'expected </a> for the element of line 1'],
    ['two roots', '<a/>\n<b/>', 'line 2: expected one root element'],
    ['an end alone', '</a>', 'expected no closing tag, got </a>'],
    ['a tag that is none', '<a>1 < 2</a>', 'expected a tag after "<"'],
    ['an attribute twice', '<a b="1" b="2"/>', 'expected the attribute b once'],
    ['an attribute without quotes', '<a b=1/>', 'expected attributes or ">" in the tag <a'],
    ['an open comment', '<a><!-- x', 'expected "-->" after "<!--"'],
  ])('%s', (_, text, message) => {
    expect(() => parse(text)).toThrow(FormatError);
    expect(() => parse(text)).toThrow(message);
  });

  test.each([
    ['depth', '<a>'.repeat(200_000)],
    ['spaces in a tag', `<a${' '.repeat(1_000_000)}`],
    ['tags that never end', '<a b="'.repeat(100_000)],
    ['ampersands', `<a>${'&a'.repeat(500_000)}</a>`],
    ['comments that never end', `<a>${'<!--'.repeat(250_000)}`],
  ])('%s by the hundred thousand end quickly', (_, text) => {
    const seconds = userSecondsOf(() => {
      expect(() => parse(text)).toThrow(FormatError);
    });
    // Hundredths; a quadratic reader would need minutes.
    expect(seconds).toBeLessThan(2);
  });
});

test('any text survives being written and read, but for what XML cannot hold and outer space', () => {
  const piece = fc.constantFrom(
    'a',
    ' ',
    '&',
    '<',
    '>',
    '"',
    "'",
    '\t',
    '\n',
    '\r',
    '\u0001',
    '\ufffe',
    'é',
    '🐱',
    ']]>',
    '&#10;',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      const root = parse(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`);
      // eslint-disable-next-line no-control-regex -- what XML 1.0 has no way to write
      const held = text.replace(/[\u0001\ufffe]/g, '\ufffd');
      expect(root.attributes.get('b')).toBe(held);
      expect(root.text).toBe(held.trim());
    }),
  );
});

test('any text is either read or refused with a FormatError', () => {
  const pieces = fc.constantFrom(
    '<a>',
    '</a>',
    '<',
    '>',
    '&',
    '&amp;',
    '<!--',
    '-->',
    '<?',
    'x',
    '"',
    '/',
    ' b="',
    '<![CDATA[',
    ']]>',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      try {
        expect(parse(`<r>${parts.join('')}</r>`).name).toBe('r');
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }),
  );
});
