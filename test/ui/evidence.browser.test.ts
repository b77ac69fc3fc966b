/** Slots, cards and answers: states, focus, and what they say without colour. */
import '$src/ui/styles';
import { createRawSnippet } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import AnswerText from '$src/ui/AnswerText.svelte';
import FollowUp from '$src/ui/FollowUp.svelte';
import GuessCard from '$src/ui/GuessCard.svelte';
import Notice from '$src/ui/Notice.svelte';
import PopoverAnchor from '$src/ui/PopoverAnchor.svelte';
import Progress from '$src/ui/Progress.svelte';
import ProvenanceCard from '$src/ui/ProvenanceCard.svelte';
import Slot from '$src/ui/Slot.svelte';
import StripPlot from '$src/ui/StripPlot.svelte';
import { answers, evidence, now, summary } from './gallery-data';

const thin = '\u2009';

/** Stands in for the page's slot snippet. */
const slot = createRawSnippet((id: () => string) => ({
  render: () => `<button type="button">${id()}</button>`,
}));

describe('Slot', () => {
  it('keeps the same element and its focus from empty to filled', async () => {
    const onpress = vi.fn();
    const { rerender } = await render(Slot, { state: 'empty', label: 'edge pieces', onpress });
    const button = page.getByRole('button').element();
    button.focus();
    await userEvent.keyboard('{Enter}');
    expect(onpress).toHaveBeenCalledWith(button);
    await rerender({ state: 'running', progress: { done: 18, total: 30 } });
    expect(button.textContent).toContain('run 18 of 30');
    await rerender({ state: 'filled', value: 10851, unit: 'pieces' });
    expect(page.getByRole('button').element()).toBe(button);
    expect(document.activeElement).toBe(button);
    expect(button.textContent).toContain(`10${thin}851`);
    expect(button.textContent).toContain('measured here: edge pieces');
  });

  it.each([
    ['stale', 'stale, measure again before quoting'],
    ['foreign', 'measured elsewhere'],
    ['predicted', 'your guess'],
  ] as const)('says that it is %s in words', async (state, words) => {
    await render(Slot, { state, value: 23, unit: '%' });
    await expect.element(page.getByText(words)).toBeInTheDocument();
  });

  it('is text, not a button, when pressing it does nothing', async () => {
    await render(Slot, { state: 'filled', value: 1 });
    expect(page.getByRole('button').elements()).toHaveLength(0);
  });

  it('keeps punctuation on its line', async () => {
    const { container } = await render(Slot, {
      state: 'filled',
      value: 133,
      unit: 'px',
      after: '.',
    });
    const box = container.querySelector('.nb');
    expect(box?.textContent.endsWith('.')).toBe(true);
    expect(box && getComputedStyle(box).whiteSpace).toBe('nowrap');
  });
});

describe('AnswerText', () => {
  it('renders each slot once and ties the punctuation to it', async () => {
    const { container } = await render(AnswerText, { paragraphs: answers.strong.mid, slot });
    expect(page.getByRole('button').elements()).toHaveLength(6);
    const tied = [...container.querySelectorAll('.nb')].map((box) => box.textContent);
    expect(tied).toEqual(['pieces-high;', 'pieces-low,', 'pieces-both.', 'ridge.', 'ms', 'ts']);
    expect(container.textContent).toContain('Together they leave pieces-both.');
    expect(container.querySelector('strong')?.textContent).toBe('Two thresholds split the job:');
    await expect.element(page.getByRole('link', { name: 'see the lab' })).toBeVisible();
  });
});

describe('FollowUp', () => {
  const followUp = answers.followUps[0];
  it('opens by keyboard and before printing', async () => {
    if (!followUp) throw new Error('the sample answer has no follow-up');
    const { container } = await render(FollowUp, { followUp, slot });
    const details = container.querySelector('details');
    container.querySelector('summary')?.focus();
    await userEvent.keyboard('{Enter}');
    expect(details?.open).toBe(true);
    await userEvent.keyboard('{Enter}');
    expect(details?.open).toBe(false);
    window.dispatchEvent(new Event('beforeprint'));
    await expect.poll(() => details?.open).toBe(true);
    expect(container.textContent).toContain('Holds until one contour winds');
  });
});

describe('GuessCard', () => {
  const ask = { prompt: 'How many?', unit: 'pieces', min: 1, max: 500, integer: true };

  it('commits a number with Enter', async () => {
    const oncommit = vi.fn();
    await render(GuessCard, { ...ask, oncommit });
    await userEvent.fill(page.getByRole('textbox'), '60');
    await userEvent.keyboard('{Enter}');
    expect(oncommit).toHaveBeenCalledExactlyOnceWith(60);
  });

  it.each([
    ['', 'Type a number from 1 to 500.'],
    ['lots', 'Type a number'],
    ['900', '900 is outside 1 to 500.'],
    ['2.5', 'whole number'],
  ])('refuses "%s" and says why', async (typed, why) => {
    const oncommit = vi.fn();
    await render(GuessCard, { ...ask, oncommit });
    await userEvent.fill(page.getByRole('textbox'), typed);
    await page.getByRole('button', { name: 'Commit and measure' }).click();
    expect(oncommit).not.toHaveBeenCalled();
    await expect.element(page.getByRole('status')).toHaveTextContent(why);
  });

  it('reads a decimal comma', async () => {
    const oncommit = vi.fn();
    await render(GuessCard, { ...ask, integer: false, oncommit });
    await userEvent.fill(page.getByRole('textbox'), '1,5');
    await userEvent.keyboard('{Enter}');
    expect(oncommit).toHaveBeenCalledWith(1.5);
  });
});

describe('PopoverAnchor', () => {
  function anchorButton(): HTMLButtonElement {
    const anchor = document.createElement('button');
    anchor.textContent = 'anchor';
    document.body.append(anchor);
    return anchor;
  }
  const children = createRawSnippet(() => ({
    render: () => '<div><button type="button">inside</button></div>',
  }));

  it('takes the focus, closes on Escape and gives it back', async () => {
    const anchor = anchorButton();
    const onclose = vi.fn();
    const { rerender } = await render(PopoverAnchor, {
      props: { anchor, label: 'Your guess', takesFocus: true, onclose, children },
    });
    await expect.element(page.getByRole('button', { name: 'inside' })).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    expect(onclose).toHaveBeenCalledOnce();
    await rerender({ open: false });
    expect(page.getByRole('dialog').elements()).toHaveLength(0);
    expect(document.activeElement).toBe(anchor);
    anchor.remove();
  });

  it('closes on a press outside, not inside', async () => {
    const anchor = anchorButton();
    const onclose = vi.fn();
    await render(PopoverAnchor, { props: { anchor, label: 'Card', onclose, children } });
    await page.getByRole('button', { name: 'inside' }).click();
    expect(onclose).not.toHaveBeenCalled();
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    expect(onclose).toHaveBeenCalledOnce();
    anchor.remove();
  });
});

describe('ProvenanceCard', () => {
  it('names runs, discarded ones, spread, device, backend, picture and time', async () => {
    const { container } = await render(ProvenanceCard, { evidence, now, guess: 60 });
    for (const words of ['30, first 3 discarded', '126–139', 'Sample adapter', 'WebGPU']) {
      expect(container.textContent).toContain(words);
    }
    expect(container.textContent).toContain('tabletop, seed 7');
    expect(container.textContent).toContain('today, 14:02');
    expect(container.textContent).toContain('60 pieces');
    await expect.element(page.getByRole('img')).toHaveAccessibleName(/^30 runs, median 133/);
  });

  it('says why a number is stale and offers to measure again', async () => {
    const onrerun = vi.fn();
    await render(ProvenanceCard, { evidence, now, staleReason: 'Browser updated since.', onrerun });
    await expect.element(page.getByText('Browser updated since.')).toBeVisible();
    await page.getByRole('button', { name: 'Measure again' }).click();
    expect(onrerun).toHaveBeenCalledOnce();
  });

  it('never lets imported evidence look measured here', async () => {
    const { container } = await render(ProvenanceCard, {
      evidence: { ...evidence, importedFrom: 'class.json' },
      now,
    });
    expect(container.textContent).toContain('never counted as measured here');
  });
});

describe('StripPlot', () => {
  it('tells everything in its text alternative', async () => {
    await render(StripPlot, {
      label: 'Edge pieces',
      unit: 'pieces',
      summary,
      prediction: 60,
      references: [{ value: 200, label: '0.20 alone' }],
    });
    await expect
      .element(page.getByRole('img'))
      .toHaveAccessibleName(
        `Edge pieces; predicted 60 pieces; measured 133\u00a0pieces, p5 to p95 126–139, 30 runs; 73 too few; 0.20 alone: 200`,
      );
  });

  it('draws one dot per run and no green before there is a measurement', async () => {
    const { container, rerender } = await render(StripPlot, {
      label: 'x',
      unit: 'ms',
      prediction: 8,
    });
    expect(container.querySelectorAll('.md, .iv, .run')).toHaveLength(0);
    await rerender({ summary });
    expect(container.querySelectorAll('.run')).toHaveLength(30);
  });
});

describe('Notice and Progress', () => {
  it('announces faults at once and the rest politely', async () => {
    const { rerender } = await render(Notice, { kind: 'fault', title: 'Device lost.' });
    await expect.element(page.getByRole('alert')).toHaveTextContent('Device lost.');
    await rerender({ kind: 'info' });
    await expect.element(page.getByRole('status')).toHaveTextContent('Device lost.');
  });
  it('counts bytes, says how long, and can be cancelled', async () => {
    const oncancel = vi.fn();
    await render(Progress, {
      label: 'Downloading',
      unit: 'bytes',
      done: 1_420_000,
      total: 3_700_000,
      leftMs: 12_000,
      oncancel,
    });
    const bar = page.getByRole('progressbar', { name: 'Downloading' });
    await expect.element(bar).toHaveAttribute('aria-valuetext', '1.4\u00a0MB of 3.7\u00a0MB');
    await expect.element(page.getByText('about 12\u00a0s left')).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(oncancel).toHaveBeenCalledOnce();
  });
});
