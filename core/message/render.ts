import { Liquid, type Template } from 'liquidjs';
import { own } from '#core/own';
import { clockIn, dateIn, stampIn } from '../calendar.ts';
import type { Pack } from '../playbook/pack.ts';
import { goDirect } from './direct.ts';
import { cut, oneLine, plain } from './plain-text.ts';
import type { ReadinessView } from './readiness-view.ts';
import type { View } from './view.ts';
import { whenIn } from './when.ts';

export { pageText, smsPageText } from './page-text.ts';
export type { View } from './view.ts';

export interface Rendered {
  /** From a first line `subject: …`. */
  subject?: string;
  text: string;
  /** Why the template could not be rendered; the text then says the bare facts, for a message must not be lost. */
  failed?: string;
}

/** What a template may cost: characters parsed, milliseconds, objects and characters made. */
const limits = { parseLimit: 200_000, renderLimit: 2_000, memoryLimit: 5_000_000 };

/** The view that is rendered, where the filters find it in a file of `{% render %}` too, which has no environment. No template can name it. */
const FILLED = Symbol('view');
interface Told {
  playbook?: { zone?: string };
  now?: string;
}
interface Rendering {
  globals: { [FILLED]?: Told };
  environments: Told;
}

/** The renderer of some templates. They may include each other and see nothing else: no files, no prototypes, no code. */
export function liquid(templates: Readonly<Record<string, string>>, strict: boolean): Liquid {
  const engine = new Liquid({
    ...limits,
    ownPropertyOnly: true,
    strictVariables: strict,
    strictFilters: true,
    lenientIf: true,
    relativeReference: false,
    templates: Object.fromEntries(Object.entries(templates).map(([id, text]) => [id, split(text).body])),
    // What people and alarms wrote stays on its line, else a title could forge one; `| raw` where lines are wanted.
    outputEscape: (value: unknown) => oneLine(asText(value)),
  });
  const instant = (show: (zone: string, at: Date, now: Date) => string) =>
    function (this: { context: unknown }, value: unknown): string {
      const at = new Date(String(value));
      if (value === null || value === undefined || Number.isNaN(at.getTime())) return '';
      const { globals, environments } = this.context as Rendering;
      const { playbook, now } = globals[FILLED] ?? environments;
      return show(String(playbook?.zone ?? 'UTC'), at, new Date(String(now)));
    };
  engine.registerFilter('time', instant(clockIn));
  engine.registerFilter('when', instant(whenIn));
  engine.registerFilter('day', instant(dateIn));
  engine.registerFilter('stamp', instant(stampIn));
  engine.registerFilter('span', (value: unknown) => (typeof value === 'number' ? span(value) : ''));
  engine.registerFilter('cell', (value: unknown) => oneLine(asText(value)).replaceAll('|', '\\|'));
  engine.registerFilter('reading', (value: unknown) => reading(value));
  engine.registerFilter('block', (value: unknown) => block(asText(value)));
  return engine;
}

/** What a text was parsed to, once for each engine that renders it. */
const parsed = new WeakMap<Liquid, Map<string, Template[]>>();
function filled(engine: Liquid, text: string, view: object): string {
  const known = parsed.get(engine) ?? new Map<string, Template[]>();
  parsed.set(engine, known);
  const template = known.get(text) ?? parse(engine, text);
  known.set(text, template);
  return String(engine.renderSync(template, view, { globals: { [FILLED]: view } }));
}

function parse(engine: Liquid, text: string): Template[] {
  const template = engine.parse(text);
  if (!engine.options.strictVariables) goDirect(engine, template);
  return template;
}

const engines = new WeakMap<object, Liquid>();
/** Renders a template of the pack for a view. */
export function render(pack: Pick<Pack, 'templates'>, template: string, view: View): Rendered {
  const engine = engines.get(pack.templates) ?? liquid(pack.templates, false);
  engines.set(pack.templates, engine);
  try {
    return renderWith(engine, own(pack.templates, template), view);
  } catch (error) {
    const failed = `template ${template}: ${error instanceof Error ? error.message : String(error)}`;
    const { id, title, severity, status } = view.incident;
    if (view.digest !== null) {
      const named = view.digest.lines.map((line) => `${line.severity} ${line.id}`).join(', ');
      return { subject: oneLine(defaultSubject(view)), text: oneLine(`${defaultSubject(view)}: ${named}`), failed };
    }
    return {
      subject: oneLine(`${severity} ${id}: ${title}`),
      text: oneLine(`${severity} ${id}: ${title} (${status})`),
      failed,
    };
  }
}

/** Renders a template for what belongs to no incident. */
export function renderNotice(pack: Pick<Pack, 'templates'>, template: string, view: ReadinessView | View): Rendered {
  const engine = engines.get(pack.templates) ?? liquid(pack.templates, false);
  engines.set(pack.templates, engine);
  try {
    return renderWith(engine, own(pack.templates, template), view);
  } catch (error) {
    const failed = error instanceof Error ? error.message : String(error);
    return { text: shortly(view), failed: `template ${template}: ${failed}` };
  }
}

/** What a message is about that gives no subject. A digest is about many incidents; the one of its view is only the newest of them. */
export const defaultSubject = ({ incident: { id, title, severity }, playbook, digest }: View): string =>
  digest === null ? `${severity} ${id} ${title}` : `${playbook.title}: digest ${digest.name}`;

/** What a message that belongs to no incident is about, in a line. */
export const shortly = (view: ReadinessView | View): string =>
  oneLine(
    'readiness' in view
      ? `${view.playbook.title}: ${view.readiness.text ?? view.readiness.id}`
      : `${view.playbook.title}: ${view.incident.title} (${view.incident.id})`,
  );

/** Renders, and throws where the template does not fit the view. */
export function renderWith(engine: Liquid, template: string | undefined, view: object): Rendered {
  if (template === undefined) throw new RangeError('there is no such template');
  const { subject, body } = split(template);
  const text = filled(engine, body, view)
    .replaceAll(/[ \t]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  return subject === undefined ? { text } : { subject: oneLine(filled(engine, subject, view)), text };
}

/** The front line is taken off before anything is filled in: no value can become one. */
export function split(template: string): { subject?: string; body: string; bodyFrom: number } {
  const front = /^subject:[ \t]*(.*)\r?\n/.exec(template);
  return front === null
    ? { body: template, bodyFrom: 0 }
    : { subject: front[1] ?? '', body: template.slice(front[0].length), bodyFrom: 1 };
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : value === null ? '' : (JSON.stringify(value) ?? '');

/** `1 h 5 min`, `45 s`: seconds as people read them. */
export function span(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  const parts = [
    [Math.floor(s / 86_400), 'd'],
    [Math.floor((s % 86_400) / 3600), 'h'],
    [Math.floor((s % 3600) / 60), 'min'],
  ] as const;
  const shown = parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`);
  return shown.length === 0 ? `${s} s` : shown.join(' ');
}

/** Text of many lines as Markdown shows it unread: each line indented, so that none can begin anything. With `| raw`, which keeps the lines. */
const block = (text: string): string =>
  plain(text)
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');

/** `23 %`, the begin of a text, `not read` for what is missing. */
function reading(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('value' in value)) return '';
  if (typeof value.value !== 'number')
    return 'text' in value && typeof value.text === 'string' ? cut(oneLine(value.text), 120) : 'not read';
  const unit = 'unit' in value && typeof value.unit === 'string' ? ` ${value.unit}` : '';
  return `${Math.round(value.value * 100) / 100}${unit}`;
}
