import { html } from 'hono/html';
import { approvalId, approvalsOf } from '#core/incident/rules/approve';
import { firstHeld } from '#core/incident/work';
import { list } from '#core/rules/expand';
import type { Markup } from '#web/layout';
import { listed, nameOf, short, timeTag, titleOf } from '../talk.ts';
import { form } from './form.ts';
import type { IncidentGiven } from './types.ts';

/** The rules that wait for an approval, each with what it will send, word by word. */
export function approvalsSection(g: IncidentGiven): Markup | string {
  const { incident: i, known, frame, past } = g;
  const may = frame.who.mayCommand && past === undefined;
  return html`${approvalsOf(i, { playbook: known.pack.playbook }).map(({ rule, approval }) => {
    const id = approvalId(rule, approval);
    const held = firstHeld(i, known, rule.approve ?? []);
    const whom =
      held === undefined
        ? `${titleOf(known, list(rule.approve ?? [])[0] ?? '')}, who is nobody now,`
        : listed(held.people.map((person) => nameOf(known, person)));
    const lines = approval.text.split('\n').map((line) => html`${short(line, 1_000)}<br>`);
    return html`<section class="card mark ask" id="${id}" aria-labelledby="${id}-h"><p class="lbl">Waiting for ${whom} since ${timeTag(known, approval.askedAt)}.${approval.times > 1 ? ` Asked ${approval.times} times.` : ''}</p><h2 id="${id}-h">Approve rule ${rule.id}?</h2><blockquote>${lines}</blockquote>
${may ? form(g, 'answer', html`<input type="hidden" name="question" value="${id}"><fieldset><legend class="vh">Answer</legend><label class="opt"><input type="radio" name="option" value="approve" required><span><b>Approve.</b> It is done as it stands here.</span></label><label class="opt"><input type="radio" name="option" value="refuse" required><span><b>Refuse.</b> It is not done.</span></label></fieldset><label for="${id}-why">Why? <span class="dim">(goes on the timeline)</span></label><input type="text" id="${id}-why" name="reason" maxlength="2000"><button class="go">Answer</button>`, id) : ''}</section>`;
  })}`;
}
