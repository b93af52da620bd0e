import type { Liquid, Template } from 'liquidjs';
import { largestView } from '#core/message/largest-view';
import { largestReadinessView, type ReadinessView } from '#core/message/readiness-view';
import { liquid, renderWith, split } from '#core/message/render';
import { type View, viewAt } from '#core/message/view';
import { own } from '#core/own';
import { list, rulesOf } from '#core/rules/expand';
import { among } from '../nearest.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { type Finding, type Linted, wrong } from './finding.ts';
import { templatesUsed } from './template-uses.ts';

/** At which a ticket is opened or told. */
const TICKET_MOMENTS = ['opened', 'severity-changed', 'status-changed', 'resolved', 'ended', 'reopened', 'closed'];

/** The most characters of a text that is prepared for a task: it stands in a message and on a page, whole. */
const MOST_PREPARED = 1_000;

interface Use {
  template: string;
  moment: string;
  fields: string[];
  tools: string[];
  /** It is prepared for a task. */
  prepared?: true;
}

/** Templates parse, whatever the playbook makes of them. */
export function* templateFiles({ templates }: Pick<Linted, 'templates'>): Iterable<Finding> {
  const engine = liquid(templates, true);
  for (const [id, text] of Object.entries(templates))
    yield* unsound(engine, id, text, undefined, Object.keys(templates));
}

/** Templates parse, name only what exists at their moments, and fit their channels in the worst case. */
export function* wording(it: Linted): Iterable<Finding> {
  const { playbook, templates } = it;
  for (const [n, severity] of playbook.severities.entries()) {
    if (severity.id.length > 10)
      yield wrong(
        ['severities', n, 'id'],
        `${JSON.stringify(severity.id)} is too long for a page of 160 characters`,
        'at most 10 characters',
      );
  }
  const engine = liquid(templates, true);
  const roles = playbook.roles.map((r) => r.id);
  const sound = new Set<string>();
  const periods = new Set(['readiness', 'handover', ...playbook.readiness.flatMap((entry) => entry.do.template ?? [])]);
  const figures = largestReadinessView(playbook.severities.map(({ id }) => id));
  const ofIncident = largestView({ roles, fields: [] });
  const used = templatesUsed(playbook);
  for (const [id, text] of Object.entries(templates)) {
    // what no message names may be of either kind, also as a part of another
    const views = periods.has(id) ? [figures] : used.has(id) ? [ofIncident] : [ofIncident, figures];
    const faults = views.map((view) => [...unsound(engine, id, text, view, Object.keys(templates))]);
    const found = faults.find((none) => none.length === 0) ?? faults[0] ?? [];
    if (found.length === 0) sound.add(id);
    yield* found;
  }
  const told = new Set<string>();
  for (const { handover, do: does } of playbook.readiness) {
    const template = does.template ?? (handover === undefined ? 'readiness' : 'handover');
    const tools = list(does.tell).flatMap((word) => own(playbook.places, word)?.tool ?? []);
    const text = own(templates, template);
    if (text !== undefined && sound.has(template))
      yield* unfit(engine, { template, moment: 'readiness', fields: [], tools }, text, figures, it.vocabulary);
  }
  for (const use of usesOf(it)) {
    const text = own(templates, use.template);
    if (text === undefined || !sound.has(use.template)) continue;
    const view = viewAt(use.moment, largestView({ roles, fields: use.fields }));
    for (const finding of unfit(engine, use, text, view, it.vocabulary)) {
      const key = `${finding.file}:${finding.place?.line}:${finding.place?.column}:${finding.message}`;
      if (!told.has(key)) yield finding;
      told.add(key);
    }
  }
}

function* usesOf({ playbook }: Linted): Iterable<Use> {
  const { places, updates, fallback, room, levels } = playbook;
  const toolsOf = (ids: readonly string[]) => ids.flatMap((id) => own(places, id)?.tool ?? []);
  const telling = (moment: string, to: readonly string[], template = moment): Use => ({
    template,
    moment,
    fields: [],
    tools: toolsOf([...to, ...(fallback === undefined ? [] : [fallback])]),
  });
  yield telling('question-asked', []);
  yield telling('update-due', []);
  yield telling(
    'escalated',
    levels.map((l) => l.notice),
  );
  if (room !== undefined) yield { ...telling('room-opened', []), tools: toolsOf([room.place]) };
  for (const rule of rulesOf(playbook))
    for (const action of rule.do)
      if ('tell' in action)
        for (const moment of rule.before === undefined
          ? (rule.on ?? (['escalated'] as const))
          : (['maintenance'] as const))
          yield telling(moment, list(action.tell), action.template);
      else if ('task' in action && action.template !== undefined)
        for (const moment of rule.on ?? (['escalated'] as const))
          yield { template: action.template, moment, fields: [], tools: [], prepared: true };
      else if ('ticket' in action)
        for (const moment of TICKET_MOMENTS) yield telling(moment, list(action.ticket), action.template ?? 'ticket');
  for (const { to, template, fields, first, every, final } of updates) {
    const tools = toolsOf(list(to));
    if (every !== undefined || first !== undefined || fields.length > 0)
      yield { template, moment: 'update', fields: fields.map((f) => f.id), tools };
    if (final !== undefined)
      yield { template: final.template ?? template, moment: 'final', fields: final.fields.map((f) => f.id), tools };
  }
  for (const { template } of Object.values(playbook.digests)) yield telling('digest', [], template);
  const { report } = playbook;
  for (const template of [report.template ?? [], Object.values(report.others).map((other) => other.template)].flat())
    yield { template, moment: 'report', fields: [], tools: [] };
}

/** Whether a template parses, and names nothing that exists at no moment at all. */
function* unsound(
  engine: Liquid,
  id: string,
  text: string,
  view: View | ReadinessView | undefined,
  others: readonly string[],
): Iterable<Finding> {
  const file = `templates/${id}.liquid`;
  for (const part of partsOf(text)) {
    let parsed: Template[];
    try {
      parsed = engine.parse(part.text);
    } catch (error) {
      const filter = /undefined filter: (\S+)/.exec(messageOf(error))?.[1];
      yield {
        file,
        place: placeOf(error, part),
        message: messageOf(error),
        hint: filter === undefined ? 'Liquid that parses' : among(filter, Object.keys(engine.filters)),
      };
      continue;
    }
    const variables = analysed(engine, parsed);
    if (variables instanceof Error) {
      const missing = /Failed to lookup "'?([^"']+)'?"/.exec(variables.message)?.[1] ?? '';
      yield {
        file,
        place: placeOf(variables, part),
        message: `there is no template ${JSON.stringify(missing)}`,
        hint: among(missing, others),
      };
      continue;
    }
    if (view === undefined) continue;
    for (const { segments, location } of variables.filter((v) => v.location.file === undefined)) {
      const place = { line: location.row + part.line, column: location.col + (location.row === 1 ? part.column : 0) };
      const gap = unknownIn(segments, view);
      if (gap !== undefined)
        yield { file, place, message: `there is no variable ${gap.name}`, hint: among(gap.word, gap.known) };
    }
  }
}

interface Used {
  segments: unknown[];
  location: { row: number; col: number; file?: string | undefined };
}
function analysed(engine: Liquid, parsed: Template[]): Used[] | Error {
  let used: Used[] = [];
  const error = failure(() => {
    used = Object.values(engine.analyzeSync(parsed).globals).flat() as unknown as Used[];
  });
  return error ?? used;
}

/** The first segment of a variable that is no field; what people name themselves (facts, fields of an update) is not judged here. */
function unknownIn(
  segments: unknown[],
  view: View | ReadinessView,
): { name: string; word: string; known: string[] } | undefined {
  let at: unknown = view;
  const name: string[] = [];
  for (const segment of segments) {
    if (typeof segment !== 'string' || typeof at !== 'object' || at === null || Array.isArray(at)) return undefined;
    if ('facts' in view && (at === view.facts || at === view.update)) return undefined;
    name.push(segment);
    if (!Object.hasOwn(at, segment)) return { name: name.join('.'), word: segment, known: Object.keys(at) };
    at = (at as Record<string, unknown>)[segment];
  }
  return undefined;
}

/** Whether a template fits one moment: its variables are sure to be there, and its channels take what it makes. */
function* unfit(
  engine: Liquid,
  use: Use,
  text: string,
  view: Partial<View> | ReadinessView,
  { channels }: Vocabulary,
): Iterable<Finding> {
  const file = `templates/${use.template}.liquid`;
  const facts = Object.fromEntries(
    [...text.matchAll(/facts\.([A-Za-z0-9_-]+)/g)].map(([, name]) => [String(name), 'X'.repeat(100)]),
  );
  for (const part of partsOf(text)) {
    const error = failure(() => engine.parseAndRenderSync(part.text, { ...view, facts }));
    if (error === undefined) continue;
    const gap = /undefined variable: ([\w.-]+)/.exec(messageOf(error))?.[1];
    if (gap === undefined) {
      yield { file, place: placeOf(error, part), message: messageOf(error), hint: 'Liquid that renders' };
      return;
    }
    const field = gap.startsWith('update.') ? gap.slice('update.'.length) : undefined;
    const hint =
      field !== undefined && use.fields.length > 0
        ? among(field, [...use.fields, 'text', 'by', 'what', 'next'])
        : `{% if ${gap.split('.')[0]} %} around it, or another moment`;
    yield { file, place: placeOf(error, part), message: `${gap} does not exist at the moment ${use.moment}`, hint };
    return;
  }
  const made = renderWith(engine, text, { ...view, facts });
  const length = made.text.length + (made.subject === undefined ? 0 : made.subject.length + 1);
  if (use.prepared === true && length > MOST_PREPARED)
    yield {
      file,
      place: { line: 1, column: 1 },
      message: `at its longest this text has ${length} characters, one that is prepared for a task ${MOST_PREPARED}`,
      hint: `less text for ${use.moment}, for example | truncate: 200`,
    };
  for (const tool of new Set(use.tools)) {
    const channel = channels.find(({ places }) => places.some((place) => place.tool === tool));
    const limits = channel?.places.find((place) => place.tool === tool)?.limits;
    if (channel === undefined || limits === undefined) continue;
    const place = { line: 1, column: 1 };
    const subject = made.subject ?? '';
    if (limits.text !== null && made.text.length > limits.text)
      yield {
        file,
        place,
        message: `at its longest this text has ${made.text.length} characters, ${channel.title} takes ${limits.text}`,
        hint: `less text for ${use.moment}, for example | truncate: 200`,
      };
    if (limits.subject !== null && subject.length > limits.subject)
      yield {
        file,
        place,
        message: `at its longest this subject has ${subject.length} characters, ${channel.title} takes ${limits.subject}`,
        hint: `a shorter subject, for example | truncate: 80`,
      };
  }
}

function failure(act: () => unknown): Error | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

/** A template's subject and body with the lines and columns before each. */
function partsOf(text: string): { text: string; line: number; column: number }[] {
  const { subject, body, bodyFrom } = split(text);
  const all = [{ text: body, line: bodyFrom, column: 0 }];
  return subject === undefined
    ? all
    : [{ text: subject, line: 0, column: text.indexOf(subject, 'subject:'.length) }, ...all];
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/, (file:[^,]*, )?line:\d+, col:\d+$/s, '') : String(error);
function placeOf(error: unknown, part: { line: number; column: number }): { line: number; column: number } {
  const found = error instanceof Error ? /line:(\d+), col:(\d+)/.exec(error.message) : null;
  const row = Number(found?.[1] ?? 1);
  return { line: row + part.line, column: Number(found?.[2] ?? 1) + (row === 1 ? part.column : 0) };
}
