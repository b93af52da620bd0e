import type { Receipted } from '../incident/notes.ts';

/** An address by which its owner knows it and nobody else can use it: `+39…12`, `a…@example.com`. */
export function masked(address: string): string {
  const [name = '', domain] = address.split('@');
  if (domain !== undefined) return `${Array.from(name)[0] ?? ''}…@${domain}`;
  return address.length < 8 ? '…' : `${address.slice(0, 3)}…${address.slice(-2)}`;
}

/** What became of a page, in words that stand before a time. */
export function saidOf(state: Receipted): string {
  switch (state) {
    case 'passed-on':
      return 'taken by the carrier';
    case 'delivered':
      return 'delivered';
    case 'failed':
      return 'not delivered';
    case 'complained':
      return 'marked as spam';
    case 'acknowledged':
      return 'acknowledged there';
  }
}
