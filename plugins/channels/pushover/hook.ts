import { createHash, timingSafeEqual } from 'node:crypto';
import type { Hook } from '../hook.ts';

/** Texts of any length, compared in a time that says nothing of either. */
const same = (one: string, other: string): boolean => {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
};

/**
 * Pushover's callback (pushover.net/api/receipts): a form that nobody has signed. The last segment of its address is our secret, and even then
 * it only says which receipt to read: what counts is what Pushover answers when it is asked.
 */
export const hook: Hook = {
  verify: ({ key }, secrets) => secrets.filter((secret) => same(key, secret)).length > 0,
  read: ({ bytes }) => {
    const form = new URLSearchParams(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const receipt = form.get('receipt') ?? '';
    const isOne = /^[A-Za-z0-9]{30}$/.test(receipt) && form.get('acknowledged') === '1';
    return isOne ? [{ receipt }] : [];
  },
};
