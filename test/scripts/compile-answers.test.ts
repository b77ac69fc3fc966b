import { expect, test } from 'vitest';
import { compileAnswers, quotedSlots } from '$scripts/vite/compile-answers';

const good = `# Flat
It finds edges.
# Why it is flat
No data, no metric.
# Strong
## Junior
Junior text.
## Mid
At 0.20 alone it fell into {measured pieces-one}; **two** leave {measured pieces-two}.
## Senior
Senior \`text\`.
# Follow-ups
## Likely: Flood fill is serial?
I don't flood. It takes {measured passes}.

Holds until one contour winds. A spiral needs {measured spiral}.
# For the teacher
Shown and simplified.
`;

test('headings, slots, emphasis and the boundary condition', () => {
  const answers = compileAnswers(good, 'labs/x/answers.md');
  expect(answers.strong.mid).toEqual([
    [
      { type: 'text', text: 'At 0.20 alone it fell into ' },
      { type: 'slot', slot: 'pieces-one' },
      { type: 'text', text: '; ' },
      { type: 'strong', children: [{ type: 'text', text: 'two' }] },
      { type: 'text', text: ' leave ' },
      { type: 'slot', slot: 'pieces-two' },
      { type: 'text', text: '.' },
    ],
  ]);
  expect(answers.followUps).toHaveLength(1);
  expect(answers.followUps[0]?.when).toBe('Likely');
  expect(answers.followUps[0]?.holdsUntil[0]).toEqual({
    type: 'text',
    text: 'one contour winds. A spiral needs ',
  });
  expect(quotedSlots(answers)).toEqual(['pieces-one', 'pieces-two', 'passes', 'spiral']);
});

test.each([
  [good.replace('# Flat', '# Plat'), /unknown heading "# Plat"/],
  [good.replace('## Senior', '## Staff'), /not Junior, Mid or Senior/],
  [good.replace('## Likely: ', '## Perhaps: '), /a follow-up reads/],
  [good.replace('Holds until', 'True until'), /must end with/],
  [good.replace('It finds edges.', '- a list'), /only paragraphs/],
])('a malformed file is refused with its name and what was expected (%#)', (text, message) => {
  expect(() => compileAnswers(text, 'labs/x/answers.md')).toThrow(message);
});
