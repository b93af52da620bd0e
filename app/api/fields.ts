import * as z from 'zod';

const blank = '[^\\s\\ufeff]';
/** Text that is more than blanks, with at most so many characters; what surrounds it is cut off. */
export const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .refine((value) => Array.from(value).length <= longest, `must have at most ${longest} characters`)
    .meta({ minLength: 1, maxLength: longest, pattern: blank });
/** A reason as it will stand on the timeline. */
export const Reason = text(2000);
/** One line without control characters. */
export const Line = text(200)
  .refine((value) => /^\P{Cc}*$/u.test(value), 'must be one line')
  // no flags: validators of JSON Schema in other languages read it as it stands
  .meta({
    minLength: 1,
    maxLength: 200,
    pattern:
      '^[^\\u0000-\\u001f\\u007f-\\u009f]*[^\\s\\ufeff\\u0000-\\u001f\\u007f-\\u009f][^\\u0000-\\u001f\\u007f-\\u009f]*$',
  });

const Value = z
  .string()
  .refine((value) => Array.from(value).length <= 2000)
  .meta({ maxLength: 2000 });
/** What DynamoDB stores exactly: neither beyond the whole numbers of a double, nor too near to zero. */
export const Measure = z.union([
  z.literal(0),
  z.number().min(1e-100).max(Number.MAX_SAFE_INTEGER),
  z.number().min(Number.MIN_SAFE_INTEGER).max(-1e-100),
]);
const most = 50;
/** What is known of an incident: values by name. */
export const Facts = z
  .record(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'a fact is named by 1 to 64 of A-Z a-z 0-9 _ . -'),
    z.union([Value, Measure, z.boolean()], { error: 'must be text, a number that can be stored, or true or false' }),
  )
  .refine((facts) => Object.keys(facts).length <= most, `at most ${most} facts`)
  .meta({ maxProperties: most });

/** A word of the playbook; any text where the words are not known. */
export const oneOf = (known: readonly string[] | undefined): z.ZodType<string> =>
  known === undefined
    ? z.string()
    : z.enum(known, {
        error: ({ input }) =>
          input === undefined ? 'is required' : `is not one of ${known.join(', ') || '(nothing)'}`,
      });
