import type { Json } from '#core/json';

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

/** Fields of a group: `field.situation` of an update. */
const group = (form: Form, prefix: string): Body =>
  said(
    Object.fromEntries(
      Object.entries(form).flatMap(([name, value]) =>
        name.startsWith(`${prefix}.`) ? [[name.slice(prefix.length + 1), value]] : [],
      ),
    ),
    ...Object.keys(form)
      .filter((name) => name.startsWith(`${prefix}.`))
      .map((name) => name.slice(prefix.length + 1)),
  );

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
  tick: { operation: 'addNote', body: (form) => said(form, 'tick') },
  answer: { operation: 'decide', body: (form) => said(form, 'question', 'option', 'reason') },
  resolve: { operation: 'resolve', body: (form) => said(form, 'as', 'of', 'reason') },
  reopen: { operation: 'reopen', body: (form) => said(form, 'reason') },
  update: {
    operation: 'sendUpdate',
    body: (form) => ({
      ...said(form, 'audience', 'what', 'text'),
      ...('text' in said(form, 'text') ? {} : { fields: group(form, 'field') }),
    }),
  },
};

/** What a form of an incident asks for; undefined for one that names no act. */
export function askedOf(form: Form): { operation: string; body: Body } | undefined {
  const act = Object.hasOwn(acts, form['act'] ?? '') ? acts[form['act'] ?? ''] : undefined;
  return act === undefined ? undefined : { operation: act.operation, body: act.body(form) };
}

/** What the form of a declaration says. */
export const declared = (form: Form): Body => said(form, 'title', 'severity', 'service');

/** What the form of a cover says. */
export const covering = (form: Form): Body => said(form, 'rotation', 'person', 'from', 'to', 'reason');

/** What the form of an action item changes. */
export const itemChanged = (form: Form): Body => said(form, 'status', 'owner', 'due');
