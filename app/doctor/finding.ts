import * as z from 'zod';

/** One thing that a channel or check needs, whether it is there, and the way to it. */
export const Finding = z
  .object({
    /** A channel, `links`, `checks`, `actions`, or `check` or `source` and its name. */
    of: z.string(),
    what: z.string(),
    state: z.enum(['ok', 'missing', 'unknown']),
    cure: z.string().optional(),
    takes: z.string().optional().meta({ description: 'How long it usually takes' }),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof Finding>;

/** A finding for people: state, what, and the way to it. */
export const findingText = ({ of, what, state, cure, takes }: Finding): string =>
  `${state.padEnd(7)} ${of}: ${what}${cure === undefined ? '' : `\n          ${cure}${takes === undefined ? '' : ` (${takes})`}`}`;
