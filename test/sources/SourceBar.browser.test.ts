import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '$src/ui/styles';
import { SourceError } from '$src/sources/error';
import { openSampleSet, type ReadFile } from '$src/sources/samples';
import { ImageSource } from '$src/sources/source.svelte';
import { Webcam } from '$src/sources/webcam.svelte';
import { fakeSetup, firstFrame, settle, type FakeSetup } from './fake-camera';
import { annotations, asFile, entry, patterned, png, text } from './fixtures';
import SourceHarness from './SourceHarness.svelte';

const names = ['tabletop', 'coins', 'print', 'beads', 'fruit'];
let isDown = false;
const read: ReadFile = (file) => {
  if (isDown) return Promise.reject(new SourceError('sample-unreachable', 'Check the connection.'));
  if (file !== 'annotations.json')
    return Promise.resolve(png(patterned(6, 4, /labels|outline/.test(file) ? 1 : 3)));
  return Promise.resolve(
    text(
      annotations(
        ...names.map((n) => entry(n, { title: `The ${n}`, description: `A picture of ${n}.` })),
      ),
    ),
  );
};
/** A picture for the thumbnails: the server of the tests has no samples. */
const thumb = URL.createObjectURL(new Blob([png(patterned(64, 32))], { type: 'image/png' }));

let camera: FakeSetup;
let source: ImageSource;

beforeEach(async () => {
  isDown = false;
  camera = fakeSetup();
  source = new ImageSource({
    openSamples: () => openSampleSet(read, () => thumb),
    webcam: new Webcam(camera.parts),
  });
  await source.useSample('tabletop');
  render(SourceHarness, { source });
});
afterEach(() => source.dispose());

const button = (name: string | RegExp) => page.getByRole('button', { name });

async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, {
    // A part has no page around it.
    rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  expect(violations.map((v) => `${v.id}: ${v.nodes[0]?.html ?? ''}`)).toEqual([]);
}

describe('the sample chooser', () => {
  it('opens, shows every sample, chooses one and closes', async () => {
    await expect.element(button('Sample')).toHaveAttribute('aria-current', 'true');
    await button('Sample').click();
    const dialog = page.getByRole('dialog', { name: 'Samples' });
    await expect.element(dialog).toBeVisible();
    expect(dialog.getByRole('listitem').all()).toHaveLength(names.length);
    await expectAccessible();
    await dialog.getByRole('button', { name: 'The coins' }).click();
    await expect.poll(() => source.sampleName).toBe('coins');
    await expect.element(dialog).not.toBeInTheDocument();
    await expect.element(button('Sample')).toHaveFocus();
  });

  it('is walked by arrow keys, by rows and columns, and closed by Escape', async () => {
    await page.viewport(800, 700);
    await button('Sample').click();
    const dialog = page.getByRole('dialog', { name: 'Samples' });
    (dialog.getByRole('button', { name: 'The tabletop' }).element() as HTMLElement).focus();
    const focused = (): string => document.activeElement?.textContent ?? '';
    await userEvent.keyboard('{ArrowRight}');
    expect(focused()).toMatch(/coins/);
    await userEvent.keyboard('{ArrowLeft}{ArrowDown}');
    expect(focused()).toMatch(/beads/); // three columns
    await userEvent.keyboard('{End}');
    expect(focused()).toMatch(/fruit/);
    await userEvent.keyboard('{Home}');
    expect(focused()).toMatch(/tabletop/);
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog).not.toBeInTheDocument();
    expect(source.sampleName).toBe('tabletop');
  });

  it('describes each sample for screen readers', async () => {
    await button('Sample').click();
    const coins = page.getByRole('dialog').getByRole('button', { name: 'The coins' });
    await expect.element(coins).toHaveAccessibleDescription('A picture of coins.');
  });
});

describe('files', () => {
  it('opens a chosen file, twice the same one if need be', async () => {
    const input = page.elementLocator(document.querySelector('input[type=file]') as Element);
    const file = asFile(png(patterned(30, 20)), 'photo.png', 'image/png');
    for (let round = 0; round < 2; round++) {
      await userEvent.upload(input, file);
      await expect.poll(() => source.current?.title).toBe('photo.png');
      await source.useSample('tabletop');
    }
  });

  it('says what is wrong with a file and what to do, and keeps the picture', async () => {
    await source.useFile(asFile(text('Dear diary'), 'notes.txt'));
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent('notes.txt contains text, not a picture.');
    await expect.element(button('Choose another file')).toBeVisible();
    expect(document.querySelector('.well')?.textContent).toBe('6 × 4');
    await expectAccessible();
    await button('Dismiss').click();
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  });

  it('shows notices until they are put away', async () => {
    await source.useFile(asFile(png(patterned(2000, 10)), 'wide.png'));
    const notice = page.getByText(/^Scaled from 2000 × 10 to 1280 × 6 px/);
    await expect.element(notice).toBeVisible();
    await button('Dismiss').click();
    await expect.element(notice).not.toBeInTheDocument();
  });

  it('offers a file when a link pointed to one', async () => {
    await source.open('file:tabletop', 'coins');
    await expect.element(page.getByText(/picture of your own.*choose it again/)).toBeVisible();
    await expect.element(button('Choose a file')).toBeVisible();
  });

  it('tries again when a sample was out of reach', async () => {
    isDown = true;
    await source.useSample('coins');
    await expect.element(page.getByRole('alert')).toHaveTextContent('Check the connection.');
    isDown = false;
    await button('Try again').click();
    await expect.poll(() => source.sampleName).toBe('coins');
  });
});

describe('dropping and pasting', () => {
  function drag(type: string, on: Element, files: readonly File[], uri?: string): DragEvent {
    const dataTransfer = new DataTransfer();
    for (const file of files) dataTransfer.items.add(file);
    if (uri !== undefined) dataTransfer.setData('text/uri-list', uri);
    const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
    on.dispatchEvent(event);
    return event;
  }
  const photo = asFile(png(patterned(30, 20)), 'photo.png', 'image/png');
  const well = (): Element => document.querySelector('.well') as Element;
  const beside = (): Element => document.querySelector('.beside') as Element;
  const veil = (): string => document.querySelector('.veil')?.textContent.trim() ?? '';

  it('shows where to drop, and opens what is dropped there', async () => {
    expect(drag('dragover', beside(), [photo]).defaultPrevented).toBe(true);
    await expect.poll(veil).toBe('Drop the picture here');
    drag('dragover', well(), [photo]);
    await expect.poll(veil).toBe('Let go to open the picture');
    expect(drag('drop', well(), [photo]).defaultPrevented).toBe(true);
    await expect.poll(() => source.current?.title).toBe('photo.png');
    await expect.poll(veil).toBe('');
    await expect.element(button('Your file')).toHaveAttribute('aria-current', 'true');
  });

  it('catches a drop beside the bench, so that the page stays, and ignores it', async () => {
    expect(drag('drop', beside(), [photo]).defaultPrevented).toBe(true);
    await settle();
    expect(source.kind).toBe('sample');
    expect(source.error).toBeUndefined();
  });

  it('explains a dropped link, and leaves dragged text alone', async () => {
    expect(drag('drop', well(), [], 'https://x.example/a.png').defaultPrevented).toBe(true);
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent('What was dropped is not a file.');
    expect(drag('drop', document.querySelector('textarea') as Element, []).defaultPrevented).toBe(
      false,
    );
  });

  it('takes the veil away when the drag ends without a word', async () => {
    drag('dragover', well(), [photo]);
    await expect.poll(veil).not.toBe('');
    await expect.poll(veil, { timeout: 2000 }).toBe('');
  });

  function paste(on: Element, files: readonly File[]): ClipboardEvent {
    const clipboardData = new DataTransfer();
    for (const file of files) clipboardData.items.add(file);
    const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData });
    on.dispatchEvent(event);
    return event;
  }

  it('opens a pasted picture', async () => {
    expect(paste(document.body, [photo]).defaultPrevented).toBe(true);
    await expect.poll(() => source.current?.title).toBe('Pasted picture');
  });

  it('leaves pasted text, and pastes into fields, alone', async () => {
    expect(paste(document.body, []).defaultPrevented).toBe(false);
    expect(paste(document.querySelector('textarea') as Element, [photo]).defaultPrevented).toBe(
      false,
    );
    await settle();
    expect(source.kind).toBe('sample');
  });
});

describe('the webcam', () => {
  it('waits for the reader, then shows its controls', async () => {
    camera.cameras.isQuestionOpen = true;
    await button('Webcam').click();
    await expect.element(page.getByText(/Waiting for the camera.*choose Allow/)).toBeVisible();
    camera.cameras.isQuestionOpen = false;
    camera.cameras.answer();
    await firstFrame(camera);
    await expect.element(button('Webcam')).toHaveAttribute('aria-current', 'true');
    await expect.element(page.getByText('Frames stay in this page’s memory.')).toBeVisible();
    await expectAccessible();
    await page.getByLabelText('Camera').selectOptions('Back camera');
    await firstFrame(camera);
    await expect.poll(() => source.webcam.deviceId).toBe('back');
    await button('Hold frame').click();
    await expect.element(page.getByText('frame held')).toBeVisible();
    await button('Stop').click();
    await expect
      .element(page.getByText('The camera is off; its last picture stays.'))
      .toBeVisible();
    expect(camera.cameras.live).toEqual([]);
  });

  it('can be given up while the question is open', async () => {
    camera.cameras.isQuestionOpen = true;
    await button('Webcam').click();
    await button('Cancel').click();
    camera.cameras.answer();
    await settle();
    expect(camera.cameras.live).toEqual([]);
    await expect.element(button('Sample')).toHaveAttribute('aria-current', 'true');
  });

  it('says that it was denied, and tries again', async () => {
    camera.cameras.refusal = new DOMException('Permission denied', 'NotAllowedError');
    await button('Webcam').click();
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent(/lock symbol in the address bar/);
    camera.cameras.refusal = undefined;
    await button('Try again').click();
    await firstFrame(camera);
    await expect.poll(() => source.isLive).toBe(true);
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  });

  it('says that it was pulled out; dismissing leaves the picture', async () => {
    await button('Webcam').click();
    await firstFrame(camera);
    camera.cameras.tracks[0]?.dispatchEvent(new Event('ended'));
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent(/disconnected.*last picture stays/);
    await button('Dismiss').click();
    await expect
      .element(page.getByText('The camera is off; its last picture stays.'))
      .toBeVisible();
    expect(source.current?.kind).toBe('webcam');
  });
});

describe('on a phone', () => {
  it('is a full row of touch targets', async () => {
    await page.viewport(390, 844);
    const widths = ['Sample', 'Tabletop', 'Your file', 'Webcam'].map((name) => {
      const box = button(name).element().getBoundingClientRect();
      expect(box.height).toBeGreaterThanOrEqual(44);
      expect(box.width).toBeGreaterThan(80);
      return box.width;
    });
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(
      document.querySelector('.sources')?.clientWidth ?? 0,
      0,
    );
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    await page.viewport(1280, 800);
  });
});
