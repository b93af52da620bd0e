import * as z from 'zod';
import { cut } from '#core/message/plain-text';

/** A signal in the one shape that all sources become. `at` is the signal's own time. */
export const Signal = z.object({
  source: z.string(),
  /** What groups repeats: for CloudWatch the alarm's ARN, with `#<id>` for one contributor of several. */
  key: z.string(),
  /** `suppressed`: it fires, and its owner keeps its actions back. `unknown`: nothing was measured. */
  state: z.enum(['firing', 'recovered', 'suppressed', 'unknown']),
  at: z.string(),
  /** When the breach itself began, where the source knows. */
  began: z.string().optional(),
  title: z.string(),
  service: z.string().optional(),
  rule: z.string().optional(),
  value: z.number().optional(),
  summary: z.string(),
});
export type Signal = z.infer<typeof Signal>;

/** What is kept of the words of a signal, in UTF-16 units, and of its key, in bytes: it is part of the keys of rows, of at most 2,048 bytes. */
const LONGEST = { title: 300, summary: 2000, key: 1000 };

/** Short, stable and safe for keys: the same text gives the same, another text another. */
export function digest(text: string): string {
  let a = 0xcbf29ce484222325n;
  for (const c of text) a = BigInt.asUintN(64, (a ^ BigInt(c.codePointAt(0) ?? 0)) * 0x100000001b3n);
  return a.toString(36);
}

/** A number as near as a table keeps it: beyond, a value is as far above or below every threshold. */
const keptOf = (value: number): number =>
  Math.abs(value) < 1e-100 ? 0 : Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value));
/** Without halves of characters, which no key may have. */
const whole = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '\ufffd');

/** A signal with its words cut to what is kept of them. A key that is too long goes on as its begin and a digest of all of it. */
export function bounded(signal: Signal): Signal {
  const { title, summary, value } = signal;
  const key = whole(signal.key);
  const bytes = new TextEncoder().encode(key);
  const begin = new TextDecoder().decode(bytes.slice(0, LONGEST.key - 40)).replace(/\uFFFD+$/, '');
  return {
    ...signal,
    key: bytes.length <= LONGEST.key ? key : `${begin}~${digest(key)}`,
    title: cut(whole(title), LONGEST.title),
    summary: cut(whole(summary), LONGEST.summary),
    ...(value === undefined ? {} : { value: keptOf(value) }),
  };
}
