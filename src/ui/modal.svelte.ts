/** Behaviour shared by Drawer and Dialog: the browser's own modal, opened and closed by a flag. */
import type { Attachment } from 'svelte/attachments';

/**
 * Opens the dialog while `isOpen()` is true. The browser keeps focus inside, closes on Escape (the
 * `close` event reports it) and gives the focus back to where it was.
 */
export function modal(isOpen: () => boolean): Attachment<HTMLDialogElement> {
  return (dialog) => {
    $effect(() => {
      if (isOpen() && !dialog.open) dialog.showModal();
      else if (!isOpen() && dialog.open) dialog.close();
    });
    return () => {
      if (dialog.open) dialog.close();
    };
  };
}

/** A press on the backdrop is a press on the dialog element outside its box. */
export function isBackdrop(event: MouseEvent & { currentTarget: HTMLElement }): boolean {
  if (event.target !== event.currentTarget) return false;
  const box = event.currentTarget.getBoundingClientRect();
  return (
    event.clientX < box.left ||
    event.clientX > box.right ||
    event.clientY < box.top ||
    event.clientY > box.bottom
  );
}
