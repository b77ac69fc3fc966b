/** axe-core over a part, in both themes. Reports every violation with the element it is about. */
import axe from 'axe-core';
import { expect } from 'vitest';

/** Rules about whole pages do not apply to a part mounted alone. */
const pageRules = ['region', 'landmark-one-main', 'page-has-heading-one', 'document-title'];

async function violations(root: Element): Promise<string[]> {
  const result = await axe.run(root, {
    rules: Object.fromEntries(pageRules.map((id) => [id, { enabled: false }])),
  });
  return result.violations.flatMap((violation) =>
    violation.nodes.map(
      (node) => `${violation.id}: ${node.html.slice(0, 160)} (${node.failureSummary ?? ''})`,
    ),
  );
}

export async function expectAccessible(root: Element = document.body): Promise<void> {
  const before = document.documentElement.dataset['theme'];
  // On a loaded machine frames are rare, and a colour half-way through a transition is no colour of ours.
  const still = document.createElement('style');
  still.textContent =
    '*, *::before, *::after { transition: none !important; animation: none !important }';
  document.head.append(still);
  for (const theme of ['light', 'dark']) {
    document.documentElement.dataset['theme'] = theme;
    expect(await violations(root), `axe, ${theme}`).toEqual([]);
  }
  still.remove();
  if (before === undefined) delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = before;
}
