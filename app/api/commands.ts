import type * as z from 'zod';
import type { PersonCommand } from '#core/incident/command';
import { type Act, type Bodies, bodiesOf, type Words } from './bodies.ts';
import { type Fault, parsed } from './wrong-fields.ts';

type Body<A extends Act> = z.infer<Bodies[A]>;
/** What is done to an incident that is there already. */
export type Deed = Exclude<Act, 'declare'>;

/** Parses the body of an act by the words of the playbook and names every wrong field. */
export function bodyOf<A extends Act>(act: A, value: unknown, words: Words): { data: Body<A> } | { faults: Fault[] } {
  const schema: Bodies[A] = bodiesOf(words)[act];
  return parsed(schema, value, (fields) => between(act, fields, words)) as { data: Body<A> } | { faults: Fault[] };
}

/** What no field says alone. */
function between(act: Act, fields: Record<string, unknown>, { playbook }: Words): Fault[] {
  switch (act) {
    case 'escalate':
      return (fields['level'] === undefined) === (fields['to'] === undefined)
        ? [{ path: 'level', message: 'give either level or to' }]
        : [];
    case 'resolve':
      if ((fields['as'] === 'duplicate') === (fields['of'] !== undefined)) return [];
      return [
        { path: 'of', message: fields['of'] === undefined ? 'is required of a duplicate' : 'is only for a duplicate' },
      ];
    case 'notes':
      return fields['text'] === undefined && fields['tick'] === undefined && fields['facts'] === undefined
        ? [{ path: 'text', message: 'give text, facts or tick' }]
        : [];
    case 'updates':
      return update(fields, playbook.communication.audiences);
    case 'declare':
    case 'acknowledge':
    case 'severity':
    case 'roles':
    case 'responders':
    case 'decisions':
    case 'reopen':
    case 'merge':
      return [];
  }
}

function update(fields: Record<string, unknown>, audiences: Words['playbook']['communication']['audiences']): Fault[] {
  const audience = audiences.find((a) => a.id === fields['audience']);
  if (audience === undefined) return [];
  const what = fields['what'];
  const form = what === 'final' || what === 'summary' ? audience[what] : audience;
  if (form === undefined)
    return [{ path: 'what', message: `${audience.id} is owed no ${String(what)} by the playbook` }];
  const given = typeof fields['fields'] === 'object' && fields['fields'] !== null ? fields['fields'] : {};
  const unknown = Object.keys(given)
    .filter((id) => !form.fields.some((f) => f.id === id))
    .map((id) => ({ path: `fields.${id}`, message: `is none of ${form.fields.map((f) => f.id).join(', ')}` }));
  if (fields['text'] !== undefined) return unknown;
  const missing = form.fields
    .filter((f) => !f.optional && !Object.hasOwn(given, f.id))
    .map((f) => ({ path: `fields.${f.id}`, message: `is required: ${f.title}` }));
  const nothing = form.fields.length === 0 ? [{ path: 'text', message: 'is required' }] : [];
  return [...unknown, ...missing, ...nothing];
}

/** A body that was parsed, as the core's command. Notes that tick as well are two; the last one's answer counts. */
export function commandsOf<A extends Deed>(act: A, body: Body<A>, by: string): PersonCommand[] {
  const make: { [D in Deed]: (body: Body<D>) => PersonCommand[] } = {
    acknowledge: (b) => [{ do: 'acknowledge', by, ...given('reason', b.reason) }],
    escalate: (b) => [{ do: 'escalate', by, reason: b.reason, ...given('level', b.level), ...given('to', b.to) }],
    severity: (b) => [{ do: 'set-severity', by, severity: b.severity, reason: b.reason }],
    roles: (b) => [{ do: 'assign-role', by, role: b.role, person: b.person }],
    responders: (b) => [{ do: 'add-responder', by, to: b.to, reason: b.reason }],
    updates: (b) => [
      { do: 'update', by, audience: b.audience, what: b.what, fields: { ...b.fields, ...given('text', b.text) } },
    ],
    notes: (b) => notes(b, by),
    decisions: (b) => [{ do: 'answer', by, question: b.question, option: b.option, ...given('reason', b.reason) }],
    resolve: (b) => [{ do: 'resolve', by, as: b.as, reason: b.reason, ...given('of', b.of) }],
    reopen: (b) => [{ do: 'reopen', by, reason: b.reason }],
    merge: (b) => [{ do: 'resolve', by, as: 'duplicate', of: b.of, reason: b.reason }],
  };
  return make[act](body);
}

function notes({ text, facts, tick }: Body<'notes'>, by: string): PersonCommand[] {
  const ticked: PersonCommand[] = tick === undefined ? [] : [{ do: 'tick', by, item: tick }];
  if (text === undefined && facts === undefined) return ticked;
  const said = text ?? `says ${Object.keys(facts ?? {}).join(', ')}`;
  return [...ticked, { do: 'note', by, text: said, ...given('facts', facts) }];
}

const given = <K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { [key in K]?: V };
