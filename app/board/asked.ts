import type { Json } from '#core/json';
import { dayOf, wallTime } from '#core/time/wall';
import { factsIn } from '../facts-in.ts';

export type Form = Readonly<Record<string, string>>;
type Body = { [field: string]: Json };

/** What a form sends of these fields; one that is left blank is left out. */
const said = (form: Form, ...names: string[]): Body =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = (form[name] ?? '').trim();
      return value === '' ? [] : [[name, value]];
    }),
  );

/** What is typed into the fields of an update, or its free words. */
export const wordsOf = (form: Form): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) => {
      const field = name === 'text' ? 'text' : /^field\.(.{1,64})$/.exec(name)?.[1];
      return field === undefined || value.trim() === '' ? [] : [[field, value.trim()]];
    }),
  );

function update(form: Form): Body {
  const { text, ...fields } = wordsOf(form);
  return { ...said(form, 'audience', 'what'), ...(text === undefined ? { fields } : { text }) };
}

function escalation(form: Form): Body {
  const level = /^level:(\d{1,3})$/.exec(form['to'] ?? '')?.[1];
  return { ...(level === undefined ? said(form, 'to') : { level: Number(level) }), ...said(form, 'reason') };
}

/** What each form of an incident's page asks for: an operation, and its body. */
const acts: Readonly<Record<string, { operation: string; body: (form: Form) => Body }>> = {
  acknowledge: { operation: 'acknowledge', body: (form) => said(form, 'reason') },
  release: { operation: 'release', body: (form) => said(form, 'reason') },
  escalate: { operation: 'escalate', body: escalation },
  severity: { operation: 'setSeverity', body: (form) => said(form, 'severity', 'reason') },
  role: { operation: 'assignRole', body: (form) => said(form, 'role', 'person') },
  note: { operation: 'addNote', body: (form) => said(form, 'text') },
  answer: { operation: 'decide', body: (form) => said(form, 'question', 'option', 'reason') },
  resolve: { operation: 'resolve', body: (form) => said(form, 'as', 'of', 'reason') },
  reopen: { operation: 'reopen', body: (form) => said(form, 'reason') },
  update: { operation: 'sendUpdate', body: update },
};

/** Items of a checklist that a form ticks: `tick.findings`. */
const ticked = (form: Form): string[] =>
  Object.keys(form).flatMap((name) => (name.startsWith('tick.') ? [name.slice('tick.'.length)] : []));

/** What a form of an incident asks for, one after the other, or nothing where nothing was filled in; undefined for one that names no act. */
export function askedOf(form: Form): { operation: string; body: Body }[] | undefined {
  if (form['act'] === 'tick') return ticked(form).map((tick) => ({ operation: 'addNote', body: { tick } }));
  if (form['act'] === 'facts') {
    const facts = factsIn(form);
    return Object.keys(facts).length === 0 ? [] : [{ operation: 'addNote', body: { facts } }];
  }
  const act = Object.hasOwn(acts, form['act'] ?? '') ? acts[form['act'] ?? ''] : undefined;
  return act === undefined ? undefined : [{ operation: act.operation, body: act.body(form) }];
}

/** What the form of a declaration says. */
export function declared(form: Form): Body {
  const facts = factsIn(form);
  return {
    ...said(form, 'title', 'severity', 'service', 'category'),
    ...(Object.keys(facts).length === 0 ? {} : { facts }),
  };
}

/** What the form of a cover says. */
export const covering = (form: Form): Body => said(form, 'rotation', 'person', 'from', 'to', 'reason');

/** What the form of an action item changes. */
export const itemChanged = (form: Form): Body => said(form, 'status', 'owner', 'due');

/** A local time of a form, `2026-03-11T16:00`, as an instant; anything else as it is, for the operation to refuse. */
function instantIn(zone: string, local: string): string {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d)?$/.exec(local) ?? [];
  const read = date === undefined || time === undefined ? Number.NaN : Date.parse(`${date}T${time}Z`);
  // a day that no month has stays as it is, too
  if (date === undefined || time === undefined || Number.isNaN(read) || !new Date(read).toISOString().startsWith(date))
    return local;
  return wallTime(zone, dayOf(date), time).toISOString();
}
const window = (form: Form, zone: string): Body =>
  Object.fromEntries(
    ['from', 'until'].flatMap((name) => {
      const local = (form[name] ?? '').trim();
      return local === '' ? [] : [[name, instantIn(zone, local)]];
    }),
  );

/** What the form of planned work says; its times are of the playbook's zone. */
export function planning(form: Form, zone: string): Body {
  const facts = factsIn(form);
  const services = Object.keys(form).flatMap((name) =>
    name.startsWith('service.') ? [name.slice('service.'.length)] : [],
  );
  return {
    ...said(form, 'title', 'severity', 'lead'),
    ...window(form, zone),
    services,
    ...(Object.keys(facts).length === 0 ? {} : { facts }),
  };
}

/** What the form that moves planned work says. */
export const moving = (form: Form, zone: string): Body => ({ ...window(form, zone), ...said(form, 'reason') });

/** What the form that takes planned work back says. */
export const cancelling = (form: Form): Body => said(form, 'reason');
