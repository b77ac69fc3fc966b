/** How sizes and names are written in messages. */

/** "640", "4000", "30 000": a thin space from five digits on. */
export function grouped(n: number): string {
  const digits = String(Math.round(n));
  return digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

/** "4000 × 3000". */
export function sizeWords(width: number, height: number): string {
  return `${grouped(width)} × ${grouped(height)}`;
}

const longestNameChars = 48;

/** A file name as it may stand in a sentence: no control characters, shortened in the middle. */
export function safeName(name: string): string {
  const printable = [...name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim()];
  if (printable.length === 0) return 'picture';
  if (printable.length <= longestNameChars) return printable.join('');
  const tail = printable.slice(-12).join('');
  return `${printable.slice(0, longestNameChars - 13).join('')}…${tail}`;
}
