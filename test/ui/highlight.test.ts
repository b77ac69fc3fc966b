/** The tokenizer: what it marks, and that it never loses a character. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlight, type Language, type Token } from '$src/ui/highlight';

const kinds = (source: string, language: Language): string[] =>
  (highlight(source, language)[0] ?? [])
    .filter((token: Token) => token.text.trim() !== '')
    .map((token) => `${token.kind}:${token.text.trim()}`);

describe('highlight', () => {
  it('reads WGSL', () => {
    expect(kinds('@compute fn main(a : vec3u) { let x = 0u; } // end', 'wgsl')).toEqual([
      'attribute:@compute',
      'keyword:fn',
      'plain:main(a :',
      'type:vec3u',
      'plain:) {',
      'keyword:let',
      'plain:x =',
      'number:0u',
      'plain:; }',
      'comment:// end',
    ]);
  });
  it('reads GLSL directives whole', () => {
    expect(kinds('#version 300 es', 'glsl')).toEqual(['attribute:#version 300 es']);
    expect(kinds('uniform sampler2D source;', 'glsl')).toEqual([
      'keyword:uniform',
      'type:sampler2D',
      'plain:source;',
    ]);
  });
  it('reads TypeScript strings with keywords and comment signs inside', () => {
    expect(kinds("const a = 'if // not';", 'ts')).toEqual([
      'keyword:const',
      'plain:a =',
      "string:'if // not'",
      'plain:;',
    ]);
  });
  it('does not take an apostrophe in a shader for a string', () => {
    expect(kinds("let a = b'c; // it's", 'wgsl').at(-1)).toBe("comment:// it's");
  });
  it('carries a block comment over lines', () => {
    const lines = highlight('/* one\ntwo */ let', 'wgsl');
    expect(lines[0]).toEqual([{ kind: 'comment', text: '/* one' }]);
    expect(lines[1]?.[0]).toEqual({ kind: 'comment', text: 'two */' });
    expect(lines[1]?.at(-1)?.kind).toBe('keyword');
  });
  it('gives back every character', () => {
    const piece = fc.constantFrom(
      ...[
        '"',
        "'",
        '`',
        '/*',
        '*/',
        '//',
        '\n',
        '\\',
        '@a',
        '#if',
        '1.5e3',
        'let',
        ' ',
        'x',
        '{',
        '0x1F',
      ],
    );
    const language = fc.constantFrom<Language>('ts', 'wgsl', 'glsl', 'text');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), language, (pieces, which) => {
        const source = pieces.join('');
        const back = highlight(source, which)
          .map((line) => line.map((token) => token.text).join(''))
          .join('\n');
        expect(back).toBe(source);
      }),
    );
  });
});
