import { html, raw } from 'hono/html';
import { isOneOfEach, lacks } from '#core/incident/each';
import { meantBy } from '#core/incident/meant-by';
import { questionOf } from '#core/incident/state';
import { own } from '#core/own';
import { titleOf as titleOfStep } from '#core/playbook/runbook';
import type { Markup } from '#web/layout';
import { to } from '../frame.ts';
import { listed, nameOf, short, timeTag, titleOf } from '../talk.ts';
import { form } from './form.ts';
import type { IncidentGiven } from './types.ts';
import { updateForms } from './update.ts';

/** What was typed into a field of a form that did nothing. */
const typed = ({ typed: all }: IncidentGiven, act: string, name: string): string =>
  all['act'] === act ? (all[name] ?? '') : '';

const reason = (g: IncidentGiven, act: string, words = 'Why?'): Markup =>
  html`<label for="${act}-why">${words}</label><input type="text" id="${act}-why" name="reason" required maxlength="2000" value="${typed(g, act, 'reason')}">`;

const opening = (g: IncidentGiven, act: string, words: string, inside: Markup): Markup =>
  html`<details id="do-${act}" name="act" data-hash${g.typed['act'] === act ? raw(' open') : ''}><summary class="btn">${words}</summary>${inside}</details>`;
const panel = (g: IncidentGiven, act: string, words: string, inside: Markup): Markup =>
  opening(g, act, words, form(g, act, inside));

/** What somebody may do to the incident as it stands, each with what it brings about. */
export function actionBar(g: IncidentGiven): Markup | string {
  const { incident: i, known, frame, past } = g;
  const { playbook } = known.pack;
  if (past !== undefined || !frame.who.mayRespond) return '';
  const note = panel(
    g,
    'note',
    'Add note',
    html`<label for="note-text">What do you see, or what have you done?</label><textarea id="note-text" name="text" rows="3" required maxlength="5000">${typed(g, 'note', 'text')}</textarea><button class="go">Add note</button>`,
  );
  const update =
    playbook.updates.length === 0 || i.life === 'ended' ? '' : opening(g, 'update', 'Send update', updateForms(g));
  if (i.life !== 'open')
    return html`<div class="row acts">${update}${note}${i.life === 'ended' || !frame.who.mayCommand ? '' : panel(g, 'reopen', 'Reopen', html`<p>It pages again, as a new one would.</p>${reason(g, 'reopen')}<button>Reopen</button>`)}</div>`;
  const who = (targets: readonly string[]): string =>
    listed([...new Set(targets.flatMap((t) => meantBy(i, known, t)))].map((p) => nameOf(known, p))) || 'nobody now';
  const levels = playbook.levels.map(
    (l) => html`<option value="level:${l.level}">Level ${l.level}, ${short(l.title, 60)}: ${who(l.contacts)}</option>`,
  );
  const targets = Object.entries(known.people.targets).map(
    ([id, { title }]) => html`<option value="${id}">${short(title, 60)}: ${who([id])}</option>`,
  );
  const mine = i.acknowledged?.by === frame.who.person || isOneOfEach(i, frame.who.person);
  return html`<div class="row acts">${i.acknowledged === undefined || lacks(i, frame.who.person) ? form(g, 'acknowledge', html`<button class="go">Acknowledge</button>`) : ''}
${update}${note}
${panel(g, 'escalate', 'Escalate', html`<p>Pages them at once. That wakes them and cannot be called back.</p><label for="esc-to">Whom?</label><select id="esc-to" name="to">${levels}${targets}</select>${reason(g, 'escalate')}<button>Escalate</button>`)}
${mine ? panel(g, 'release', 'Hand it back', html`<p>Your acknowledgement ends and the escalation goes on.</p><button>Hand it back</button>`) : ''}
${
  frame.who.mayCommand
    ? html`${panel(g, 'severity', 'Severity', html`<p>All deadlines are planned anew from now on; a higher one pages.</p><fieldset><legend>Severity</legend>${playbook.severities.map((s) => html`<label class="opt"><input type="radio" name="severity" value="${s.id}" required${s.id === i.severity ? raw(' checked') : ''}><span><b>${s.id} ${short(s.names.at(-1) ?? '', 40)}.</b> ${short(s.criteria[0] ?? '', 120)}</span></label>`)}</fieldset>${reason(g, 'severity')}<button>Set severity</button>`)}
${panel(g, 'resolve', 'Resolve', html`<fieldset><legend>How does it end?</legend><label class="opt"><input type="radio" name="as" value="fixed" checked><span><b>Fixed.</b> Starts verification; resolved once that holds.</span></label><label class="opt"><input type="radio" name="as" value="recovered"><span><b>Recovered by itself.</b> Ends now, without mitigation or review.</span></label><label class="opt"><input type="radio" name="as" value="false-alarm"><span><b>False alarm.</b> Ends now; whoever was told is told so.</span></label><label class="opt"><input type="radio" name="as" value="duplicate"><span><b>Duplicate</b> of the incident below. Ends now; its alarms go there.</span></label></fieldset><label for="res-of">Duplicate of</label><input type="text" id="res-of" name="of" maxlength="40" value="${typed(g, 'resolve', 'of')}">${reason(g, 'resolve')}<button class="go">Resolve</button>`)}`
    : ''
}</div>`;
}

/** Steps of a runbook that an answer shows. */
const MOST_STEPS = 4;

/** The open question, its answers, and what each would do. */
export function questionSection(g: IncidentGiven): Markup | string {
  const { incident: i, known, frame, past } = g;
  const question = questionOf(i);
  if (question === undefined) return '';
  const asked = meantBy(i, known, question.ask).map((p) => nameOf(known, p));
  const whom = meantBy(i, known, question.ask).includes(frame.who.person)
    ? 'you'
    : asked.length === 0
      ? titleOf(known, question.ask)
      : listed(asked);
  const option = known.pack.playbook.choice.options;
  const steps = (id: string): Markup | string => {
    const runbook = question.slot === 'choice' ? option.find((o) => o.id === id)?.runbook : undefined;
    const all = runbook === undefined ? [] : (own(known.pack.runbooks, runbook)?.steps ?? []);
    return html`${all.slice(0, MOST_STEPS).map((s, n) => html`<br>${n + 1}. ${short(titleOfStep(s), 140)}${'act' in s && s.destructive ? html` <b>Destructive: asks for approval.</b>` : 'human' in s ? ' (by a person)' : ''}`)}${all.length > MOST_STEPS ? html`<br>and ${all.length - MOST_STEPS} more: <a href="${to(frame, `playbook#rb-${runbook}`)}">all steps</a>` : ''}${all.length > 0 ? '' : html`<br>${consequence[id] ?? ''}`}`;
  };
  const tried = (id: string): Markup | string =>
    i.plan?.option === id && i.plan.outcome !== 'running'
      ? html` <span class="small hot">tried: ${i.plan.outcome.replace('-', ' ')}</span>`
      : '';
  const may = frame.who.mayCommand && past === undefined;
  return html`<section class="card mark ask" id="question" aria-labelledby="q"><p class="lbl">Waiting for ${whom} since ${timeTag(known, question.askedAt)}.${question.times > 1 ? ` Asked ${question.times} times.` : ''}</p><h2 id="q">${short(question.text, 400)}</h2>
${
  may
    ? form(
        g,
        'answer',
        html`<input type="hidden" name="question" value="${question.id}"><fieldset><legend class="vh">Answer</legend>${question.options.map((o) => html`<label class="opt"><input type="radio" name="option" value="${o.id}" required><span><b>${short(o.title, 120)}</b>${tried(o.id)}${steps(o.id)}</span></label>`)}</fieldset><label for="answer-why">Why? <span class="dim">(goes on the timeline)</span></label><input type="text" id="answer-why" name="reason" maxlength="2000" value="${typed(g, 'answer', 'reason')}"><button class="go">Answer</button>`,
      )
    : html`<ul class="list mt">${question.options.map((o) => html`<li><b>${short(o.title, 120)}</b>${tried(o.id)}${steps(o.id)}</li>`)}</ul>${past === undefined ? html`<p class="small dim mt">A commander answers it.</p>` : ''}`
}</section>`;
}

const consequence: Readonly<Record<string, string>> = {
  approve: 'Starts it at once.',
  refuse: 'It is not started; the attempt fails, and what was done is undone.',
  done: 'The runbook goes on with its next step.',
  failed: 'The attempt fails; what was done is undone, last first.',
  'start-again': 'Starts it once more, whatever became of it before.',
  measure: 'Verification begins anew.',
  mitigate: 'Goes back to mitigation, and asks for the next option.',
  resolve: 'Resolves it now, although that was not shown to hold.',
  publish: 'Publishes the review and files its action items.',
};
