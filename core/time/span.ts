import * as z from 'zod';

const unit = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
const written = /^(\d+)([smhdw])(?: ([A-Za-z0-9][A-Za-z0-9_-]{0,39}))?$/;
const form =
  'a duration is a whole number and one of s, m, h, d, w: 60s, 5m, 1h, 2d, 1w; or s, m, h and a calendar: 4h business';
const limit = 400 * unit.d;

/** What is wrong with a text that should be a span; undefined where nothing is. */
export function spanFault(text: string): string | undefined {
  const [, count, letter, calendar] = written.exec(text) ?? [];
  if (count === undefined) return form;
  if (calendar !== undefined && (letter === 'd' || letter === 'w'))
    return `with a calendar only s, m and h: ${count}${letter} of open time would be ${Number(count) * (letter === 'd' ? 24 : 168)} open hours (1d ${calendar}, at eight hours a day, would last three days); write 8h ${calendar}, or name a moment`;
  return parseSpan(text).seconds > limit ? 'at most 400 days (9600h)' : undefined;
}

/** A duration such as `60s`, `5m`, `1h`, `2d`, `1w`; or of the open time of a calendar, `4h business`. */
export const Span = z
  .string({ error: form })
  .regex(/^\d+(?:[smh](?: [A-Za-z0-9][A-Za-z0-9_-]{0,39})?|[dw])$/, {
    error: ({ input }) => spanFault(String(input)) ?? form,
    abort: true,
  })
  .refine((span) => spanFault(span) === undefined, { error: ({ input }) => spanFault(String(input)) ?? form })
  .meta({
    names: 'span',
    description:
      'Whole number and unit, 60s 5m 1h 2d 1w; with a calendar behind s, m or h it is open time: 4h business. At most 400 days',
  });
export type Span = z.infer<typeof Span>;

/** Spans that were read: a playbook has few, and each deadline asks for its own again. */
const read = new Map<string, Readonly<{ seconds: number; calendar?: string }>>();
const REMEMBERED = 500;

/** The seconds of a span, and the calendar whose open time they are. */
export function parseSpan(span: Span): Readonly<{ seconds: number; calendar?: string }> {
  const known = read.get(span);
  if (known !== undefined) return known;
  const [, count, letter, calendar] = written.exec(span) ?? [];
  const seconds = Number(count) * unit[letter as keyof typeof unit];
  const found = calendar === undefined ? { seconds } : { seconds, calendar };
  if (read.size >= REMEMBERED) read.clear();
  read.set(span, found);
  return found;
}

/** `5 min`, `90 s`, `2 days`, `4 h of business`: how people read a span. */
export function spanInWords(span: Span): string {
  const { seconds, calendar } = parseSpan(span);
  const days = /[dw]$/.test(span) ? seconds / unit.d : 0;
  const words =
    days > 0
      ? `${days} ${days === 1 ? 'day' : 'days'}`
      : seconds > 0 && seconds % 3600 === 0
        ? `${seconds / 3600} h`
        : seconds > 0 && seconds % 60 === 0
          ? `${seconds / 60} min`
          : `${seconds} s`;
  return calendar === undefined ? words : `${words} of ${calendar}`;
}
