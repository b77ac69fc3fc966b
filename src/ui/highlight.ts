/**
 * A small tokenizer for the three languages that the reader meets: TypeScript, WGSL and GLSL. It knows
 * comments, strings, numbers, keywords, types and attributes, nothing of grammar: it sets type, it does
 * not parse. Unknown text is plain, so it can never lose a character.
 */
export type Language = 'ts' | 'wgsl' | 'glsl' | 'text';
export type TokenKind =
  'plain' | 'comment' | 'string' | 'number' | 'keyword' | 'type' | 'attribute';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const keywords: Readonly<Record<Language, ReadonlySet<string>>> = {
  ts: words(
    'as async await break case catch class const continue default do else export extends false finally for from function if implements import in instanceof interface let new null of readonly return satisfies static switch this throw true try type typeof undefined var void while yield',
  ),
  wgsl: words(
    'alias break case const const_assert continue continuing default diagnostic discard else enable false fn for if let loop override requires return struct switch true var while',
  ),
  glsl: words(
    'break case centroid const continue default discard do else false flat for highp if in inout invariant layout lowp mediump out precision return smooth struct switch true uniform while',
  ),
  text: new Set(),
};

const types: Readonly<Record<Language, ReadonlySet<string>>> = {
  ts: words(
    'boolean number string unknown never Array Float32Array Int16Array Int32Array Map Math Promise ReadonlyMap Record Set Uint8Array Uint8ClampedArray',
  ),
  wgsl: words(
    'array atomic bool f16 f32 i32 mat2x2f mat3x3f mat4x4f ptr texture_2d texture_storage_2d u32 vec2 vec2f vec2i vec2u vec3 vec3f vec3i vec3u vec4 vec4f vec4i vec4u',
  ),
  glsl: words(
    'bool bvec2 bvec3 bvec4 float int isampler2D ivec2 ivec3 ivec4 mat2 mat3 mat4 sampler2D uint usampler2D uvec2 uvec3 uvec4 vec2 vec3 vec4 void',
  ),
  text: new Set(),
};

/** Comment, string, attribute or directive, number, word; in this order. */
const comment = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))/;
const string = /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\[\s\S]|[^`\\])*`?/;
/** Shaders have no strings: an apostrophe there is not the start of one. */
const never = /(?!)/;
const attribute = /@[a-z_]+|^[ \t]*#[a-z]+[^\n]*/;
const number = /\b0[xX][0-9a-fA-F_]+[un]?|\b(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[a-z]?\b/;
const word = /[A-Za-z_$][\w$]*/;

const patternOf = (quoted: RegExp): RegExp =>
  new RegExp(
    [comment, quoted, attribute, number, word].map((p) => `(${p.source})`).join('|'),
    'gm',
  );
const script = patternOf(string);
const shader = patternOf(never);

const groups: readonly TokenKind[] = ['comment', 'string', 'attribute', 'number'];

/** The source as lines of tokens. Joining all texts and line breaks gives the source back. */
export function highlight(source: string, language: Language): Token[][] {
  const lines: Token[][] = [[]];
  const push = (kind: TokenKind, text: string): void => {
    text.split('\n').forEach((part, i) => {
      if (i > 0) lines.push([]);
      const line = lines.at(-1);
      const last = line?.at(-1);
      if (part === '' || !line) return;
      if (last?.kind === kind) line[line.length - 1] = { kind, text: last.text + part };
      else line.push({ kind, text: part });
    });
  };
  if (language === 'text') {
    push('plain', source);
    return lines;
  }
  let end = 0;
  for (const match of source.matchAll(language === 'ts' ? script : shader)) {
    const [text, ...found] = match;
    push('plain', source.slice(end, match.index));
    push(groups[found.findIndex((part) => part !== undefined)] ?? kindOfWord(text, language), text);
    end = match.index + text.length;
  }
  push('plain', source.slice(end));
  return lines;
}

function kindOfWord(text: string, language: Language): TokenKind {
  if (keywords[language].has(text)) return 'keyword';
  return types[language].has(text) ? 'type' : 'plain';
}
