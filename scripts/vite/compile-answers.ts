/**
 * Compiles a lab's answers.md into data at build time, so that the page ships no Markdown parser.
 *
 * The file has five first-level headings: Flat, Why it is flat, Strong (with Junior, Mid, Senior),
 * Follow-ups (each "## Likely|Mid|Senior: the interviewer's words", ending with a paragraph that
 * begins "Holds until"), For the teacher. `{measured slot-id}` becomes a slot.
 */
import { marked, type Token, type Tokens } from 'marked';
import type { Answers, FollowUp, Inline, Level, Paragraph } from '../../src/lab/contract';

const levels: Readonly<Record<string, Level>> = { Junior: 'junior', Mid: 'mid', Senior: 'senior' };
const slotPattern = /\{measured ([a-z0-9-]+)\}/g;

interface Section {
  readonly title: string;
  readonly tokens: Token[];
}

/** Throws an Error that names the file and the heading when a part is missing or unknown. */
export function compileAnswers(markdown: string, file: string): Answers {
  const sections = split(marked.lexer(markdown), 1, file);
  const take = (title: string): Token[] => {
    const section = sections.find((candidate) => candidate.title === title);
    if (!section) throw new Error(`${file}: the heading "# ${title}" is missing.`);
    return section.tokens;
  };
  const known = ['Flat', 'Why it is flat', 'Strong', 'Follow-ups', 'For the teacher'];
  for (const { title } of sections) {
    if (!known.includes(title)) {
      throw new Error(`${file}: unknown heading "# ${title}". Known: ${known.join(', ')}.`);
    }
  }
  const strong = new Map<Level, readonly Paragraph[]>();
  for (const { title, tokens } of split(take('Strong'), 2, file)) {
    const level = levels[title];
    if (!level)
      throw new Error(`${file}: "## ${title}" under Strong is not Junior, Mid or Senior.`);
    strong.set(level, paragraphs(tokens, file));
  }
  const strongOf = (level: Level): readonly Paragraph[] => {
    const found = strong.get(level);
    if (!found || found.length === 0)
      throw new Error(`${file}: no strong answer at level ${level}.`);
    return found;
  };
  return {
    flat: paragraphs(take('Flat'), file),
    why: paragraphs(take('Why it is flat'), file),
    strong: { junior: strongOf('junior'), mid: strongOf('mid'), senior: strongOf('senior') },
    followUps: split(take('Follow-ups'), 2, file).map((section) => followUp(section, file)),
    teacher: paragraphs(take('For the teacher'), file),
  };
}

/** Ids of all slots that the answers quote, in order of first appearance. */
export function quotedSlots(answers: Answers): string[] {
  const found = new Set<string>();
  const walk = (nodes: readonly Inline[]): void => {
    for (const node of nodes) {
      if (node.type === 'slot') found.add(node.slot);
      else if ('children' in node) walk(node.children);
    }
  };
  const all = [
    ...answers.flat,
    ...answers.why,
    ...Object.values(answers.strong).flat(),
    ...answers.followUps.flatMap((item) => [...item.body, item.holdsUntil]),
    ...answers.teacher,
  ];
  all.forEach(walk);
  return [...found];
}

function followUp(section: Section, file: string): FollowUp {
  const match = /^(Likely|Mid|Senior): (.+)$/.exec(section.title);
  if (!match) {
    throw new Error(
      `${file}: a follow-up reads "## Likely: the question" (or Mid, Senior); got "## ${section.title}".`,
    );
  }
  const all = paragraphs(section.tokens, file);
  const last = all.at(-1);
  const first = last?.[0];
  if (!last || first?.type !== 'text' || !first.text.startsWith('Holds until ')) {
    throw new Error(`${file}: "${section.title}" must end with a paragraph "Holds until ...".`);
  }
  const rest = first.text.slice('Holds until '.length);
  return {
    when: match[1] as FollowUp['when'],
    quote: match[2] ?? '',
    body: all.slice(0, -1),
    holdsUntil: [{ type: 'text', text: rest }, ...last.slice(1)],
  };
}

function split(tokens: readonly Token[], depth: number, file: string): Section[] {
  const sections: Section[] = [];
  for (const token of tokens) {
    if (token.type === 'heading' && (token as Tokens.Heading).depth === depth) {
      sections.push({ title: (token as Tokens.Heading).text.trim(), tokens: [] });
    } else if (token.type !== 'space') {
      const current = sections.at(-1);
      if (!current)
        throw new Error(`${file}: text before the first heading: ${token.raw.slice(0, 40)}`);
      current.tokens.push(token);
    }
  }
  return sections;
}

function paragraphs(tokens: readonly Token[], file: string): Paragraph[] {
  return tokens.map((token) => {
    if (token.type !== 'paragraph') {
      throw new Error(
        `${file}: only paragraphs are allowed here, got ${token.type}: ${token.raw.slice(0, 60)}`,
      );
    }
    return inlines((token as Tokens.Paragraph).tokens, file);
  });
}

function inlines(tokens: readonly Token[], file: string): Inline[] {
  return tokens.flatMap((token): Inline[] => {
    switch (token.type) {
      case 'text':
      case 'escape':
        return textAndSlots(plain(token));
      case 'strong':
      case 'em':
        return [{ type: token.type, children: inlines((token as Tokens.Strong).tokens, file) }];
      case 'codespan':
        return [{ type: 'code', text: plain(token) }];
      case 'link':
        return [
          {
            type: 'link',
            href: (token as Tokens.Link).href,
            children: inlines((token as Tokens.Link).tokens, file),
          },
        ];
      default:
        throw new Error(
          `${file}: inline ${token.type} is not supported: ${token.raw.slice(0, 60)}`,
        );
    }
  });
}

function plain(token: Token): string {
  const text = 'text' in token && typeof token.text === 'string' ? token.text : token.raw;
  return text.replace(/\s*\n\s*/g, ' ');
}

function textAndSlots(text: string): Inline[] {
  const nodes: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(slotPattern)) {
    if (match.index > end) nodes.push({ type: 'text', text: text.slice(end, match.index) });
    nodes.push({ type: 'slot', slot: match[1] ?? '' });
    end = match.index + match[0].length;
  }
  if (end < text.length) nodes.push({ type: 'text', text: text.slice(end) });
  return nodes;
}
