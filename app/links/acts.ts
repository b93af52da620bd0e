import * as z from 'zod';
import { Facts, Reason, text } from '#app/api/fields';
import type { PersonCommand } from '#core/incident/command';
import type { Way } from '#core/incident/way';
import type { Vocabulary } from '#core/playbook/vocabulary';
import { factsIn } from '../facts-in.ts';

type Form = Readonly<Record<string, string>>;

/** What may be left out never stands in the way of its act: blank is nothing, and too long is cut. */
const brief = (longest: number) =>
  z
    .optional(z.string())
    .transform((said = '') => Array.from(said.trim()).slice(0, longest).join('').trim() || undefined);
const reason = brief(2000);
const Act = z.discriminatedUnion('act', [
  z.object({ act: z.literal('acknowledge'), note: brief(5000) }),
  z.object({ act: z.literal('cannot'), reason }),
  z.object({ act: z.literal('release'), reason }),
  z.object({ act: z.literal('not-me'), reason }),
  z.object({ act: z.literal('escalate'), to: text(100), reason: Reason }),
  z.object({ act: z.literal('note'), text: text(5000) }),
  z.object({ act: z.literal('answer'), question: text(100), option: text(100), reason }),
  z.object({ act: z.literal('tick'), item: text(100) }),
  z.object({ act: z.literal('facts'), facts: Facts.refine((facts) => Object.keys(facts).length > 0) }),
]);
export type Act = z.infer<typeof Act>;

/** Whether a button of a notification has sent a form: it names its channel, one whose buttons post. */
export const isPushed = ({ channels }: Pick<Vocabulary, 'channels'>, form: Form): boolean =>
  channels.some(({ tool, posts }) => posts === true && tool === form['by']);

/** What a form asks for; undefined for one that names no act, and `incomplete` where a field of it is missing. */
export function actIn(form: Form, pushed: boolean): { act: Act; way: Way } | 'incomplete' | undefined {
  // such a button has no room for more than its channel's name
  const word = form['act'] ?? (pushed ? 'acknowledge' : undefined);
  if (word === undefined || !Act.options.some((o) => o.shape.act.value === word)) return undefined;
  const { success, data } = Act.safeParse({ ...form, act: word, facts: factsIn(form) });
  return success ? { act: data, way: pushed ? 'push' : 'link' } : 'incomplete';
}

/** The commands of an act; each counts by itself. */
export function commandsOf(act: Act, by: string, way: Way): PersonCommand[] {
  const said = { by, way };
  switch (act.act) {
    case 'acknowledge':
      return [
        { do: 'acknowledge', ...said },
        ...(act.note === undefined ? [] : [{ do: 'note' as const, ...said, text: act.note }]),
      ];
    case 'cannot':
    case 'release':
    case 'not-me':
      return [{ do: act.act, ...said, ...(act.reason === undefined ? {} : { reason: act.reason }) }];
    case 'escalate': {
      const level = /^level:(\d{1,3})$/.exec(act.to)?.[1];
      const whom = level === undefined ? { to: act.to } : { level: Number(level) };
      return [{ do: 'escalate', ...said, ...whom, reason: act.reason }];
    }
    case 'note':
      return [{ do: 'note', ...said, text: act.text }];
    case 'answer': {
      const { question, option, reason: why } = act;
      return [{ do: 'answer', ...said, question, option, ...(why === undefined ? {} : { reason: why }) }];
    }
    case 'tick':
      return [{ do: 'tick', ...said, item: act.item }];
    case 'facts':
      return [{ do: 'state-facts', ...said, facts: act.facts }];
  }
}
