import { html } from 'hono/html';
import { inWords } from '#core/incident/time';
import { inFull } from '#core/playbook/act-text';
import type { Pack } from '#core/playbook/pack';
import { type RunbookStep, readBy, saidBy, titleOf as titleOfStep } from '#core/playbook/runbook';
import type { Markup } from '#web/layout';
import { type Known, listed, short, titleOf } from '../talk.ts';
import { conditionInWords, rangeInWords } from './rule-words.ts';

type Runbook = Pack['runbooks'][string];

const checkTitle = ({ pack }: Known, id: string): string => short(pack.playbook.checks[id]?.title ?? id, 80);

/** What a step does, by its verb. */
export function stepInWords(known: Known, step: RunbookStep): string {
  const said = saidBy(step);
  switch (said.verb) {
    case 'act': {
      const { act, approve, destructive, undo } = said.step;
      const asks = approve === undefined ? '' : ` ${titleOf(known, approve)} must approve.`;
      return `Runs ${short(inFull(act), 200)}.${destructive ? ' Destructive.' : ''}${asks}${undo === undefined ? '' : ' Can be undone.'}`;
    }
    case 'read':
      return `Reads ${listed(
        readBy(said.step).map((id) => checkTitle(known, id)),
        known.most,
      )}.`;
    case 'check': {
      const limits = Object.entries(said.step.check).map(
        ([id, range]) => `${checkTitle(known, id)} is ${rangeInWords(range)}`,
      );
      return `Goes on where ${limits.join(', and ')}${said.step.for === undefined ? '' : `, for ${inWords(said.step.for)}`}; else ${said.step.else === 'fail' ? 'the run fails' : `goes on at ${said.step.else.goto}`}.`;
    }
    case 'human':
      return `${titleOf(known, said.step.human)}: ${short(said.step.instruction, 2000)}`;
    case 'choice':
      return `${titleOf(known, said.step.choice)} chooses: ${short(said.step.text, 300)} ${listed(
        Object.entries(said.step.options).map(([id, { title }]) => short(title ?? id, 80)),
        known.most,
      )}.`;
    case 'wait':
      return `Waits ${inWords(said.step.wait)}.`;
  }
}

/** A runbook, step by step. */
export const runbookCard = (known: Known, id: string, runbook: Runbook): Markup =>
  html`<details id="rb-${id}" class="card"><summary><b>${short(runbook.title, 100)}</b> <span class="dim">${runbook.steps.length} ${runbook.steps.length === 1 ? 'step' : 'steps'}</span></summary>${runbook.when.length === 0 ? '' : html`<p class="small dim mt">When: ${runbook.when.map((w) => short(w, 200)).join('; ')}</p>`}<ol class="steps mt">${runbook.steps.map(
    (step, n) =>
      html`<li><i aria-hidden="true">${n + 1}</i><div>${short(titleOfStep(step), 200)}<br><span class="small dim">${step.if === undefined ? '' : `Only if ${conditionInWords(step.if, known)}. `}${stepInWords(known, step)}</span></div></li>`,
  )}</ol>${runbook.escalateWhen.length === 0 ? '' : html`<p class="small mt"><b>Escalate when:</b> ${runbook.escalateWhen.map((w) => short(w, 200)).join('; ')}</p>`}</details>`;
