import * as z from 'zod';
import { Holder } from '#core/action/holder';
import { targetOf } from '#core/action/target';
import { isOfIncident } from '#core/playbook/mitigation';
import { saidBy, titleOf } from '#core/playbook/runbook';
import { type Held, held, holds } from '#core/rules/holds';
import { checksIn } from '#core/rules/reads';
import { commandOfTask } from '../command-of.ts';
import { filledBy } from '../filled.ts';
import { goOn } from '../going-on.ts';
import { readingsInWords } from '../judge.ts';
import { beginToWait, looked, waited } from '../looks.ts';
import type { Answer } from '../outbox.ts';
import {
  actOf,
  afterStep,
  type CurrentStep,
  current,
  endStep,
  finishPlan,
  nextOf,
  stepAnswer,
  unclear,
} from '../plan.ts';
import { knownOf } from '../rules/known.ts';
import { Measured, questionOf } from '../state.ts';
import type { Turn } from '../turn.ts';

/** What was read for a step that depends on it. */
const Seen = z.object({ index: z.int(), readings: z.array(Measured) });
type Seen = z.infer<typeof Seen>;

/**
 * Mitigate, at most once: a step is claimed in the incident before anything is started. `busy`: what holds the target of the next step;
 * `seen`: what was read for it.
 */
export const claimStep = commandOfTask(
  'claim-step',
  'mitigate',
  { busy: z.array(Holder).optional(), seen: Seen.optional() },
  (t, { busy = [], seen }) => {
    const { plan } = t.state;
    if (plan === undefined || plan.outcome !== 'running') return stepAnswer(t, 'choose');
    const at = current(t);
    if (at === undefined) return finishPlan(t);
    const { index, step, said, key } = at;
    const answer = (verdict: string) => stepAnswer(t, verdict, { index, key });
    switch (step.status) {
      case 'running':
        return goesOn(t, at, seen) ?? answer('look');
      case 'unknown':
      case 'asked':
        return answer('ask-person');
      case 'claimed':
        // what only reads may be read again
        if ('read' in said) return answer('read');
        unclear(t, index, step, 'it was claimed and no result came back, so it may have run');
        return answer('ask-person');
      case 'waiting':
      case 'held': {
        const passed = passedOver(t, at, seen);
        if (passed !== undefined) return passed;
        const whole = filledIn(t, at);
        if (typeof whole === 'string') {
          endStep(t, index, step, { outcome: 'failed', output: `nothing was started: ${whole}` });
          return afterStep(t);
        }
        if (hold(t, whole, busy)) return answer('ask-person');
        return begin(t, whole);
      }
      // the current step is none that is over
      case 'done':
      case 'failed':
      case 'skipped':
        return answer('next');
    }
  },
);

/** A step that waits for its time, or that looks; none where a tool runs it. */
function goesOn(t: Turn, at: CurrentStep, seen: Seen | undefined): Answer | undefined {
  const { verb, step: said } = saidBy(at.said);
  if (verb === 'wait') return waited(t, at, said.wait);
  if (verb !== 'check') return undefined;
  return looked(t, at, said, seen?.index === at.index ? seen.readings : undefined);
}

/** Skips a step whose `if` does not hold, once, when the run comes to it: what a person has approved meanwhile is started. */
function passedOver(t: Turn, { index, step, said }: CurrentStep, seen: Seen | undefined): Answer | undefined {
  const untouched = step.status === 'waiting' && step.approvedBy === undefined && step.tries === 0;
  if (said.if === undefined || step.way === 'undo' || !untouched) return undefined;
  const reads = checksIn(said.if).length > 0;
  if (reads && seen?.index !== index) return stepAnswer(t, 'measure', { index });
  const readings = reads ? (seen?.readings ?? []) : [];
  const known = knownOf(t.state, t.playbook, t.context.now.getTime(), readings);
  if (holds(said.if, known)) return undefined;
  const because = `${titleOf(said)}: skipped, ${reason(held(said.if, known))}${reads ? `: ${readingsInWords(readings)}` : ''}`;
  t.emit({ type: 'StepChanged', index, step: { ...step, status: 'skipped', output: because } }, because);
  goOn(t, index, nextOf(said));
  return afterStep(t);
}

/** The step with what its action takes of the incident, filled in once: who approves it approves these values. In words what is missing. */
function filledIn(t: Turn, at: CurrentStep): CurrentStep | string {
  const act = actOf(at);
  if (act === undefined || !Object.values(act.parameters).some(isOfIncident)) return at;
  const filled = filledBy(t.state, act);
  return 'missing' in filled ? filled.missing : { ...at, step: { ...at.step, ...filled } };
}

const reason = (is: Held): string => `its condition ${is === undefined ? 'is not known to hold' : 'does not hold'}`;

/** Holds an action that needs a person's approval, or whose target is taken by what its approver was not told of. */
function hold(t: Turn, { index, step, said }: CurrentStep, busy: Holder[]): boolean {
  if (!('act' in said)) return false;
  const asks = said.destructive || said.approve !== undefined;
  const unapproved = asks && step.way === 'do' && step.approvedBy === undefined;
  const untold = busy.some((b) => step.beside?.includes(b.key) !== true);
  if (!unapproved && !untold) return false;
  const keys = (some: Holder[] = []): string => some.map((b) => `${b.key} ${b.state}`).join();
  if (step.status === 'held' && keys(step.busy) === keys(busy)) return true;
  const why = untold ? 'its target is taken' : said.destructive ? 'it is destructive' : 'its runbook asks for it';
  t.emit(
    { type: 'StepChanged', index, step: { ...step, status: 'held', busy } },
    `${titleOf(said)}: needs approval, ${why}`,
  );
  // what is asked of it no longer says who holds the target; the machine asks anew
  const question = questionOf(t.state);
  if (question?.slot === 'approval') t.emit({ type: 'QuestionWithdrawn', question: question.id }, why);
  return true;
}

function begin(t: Turn, at: CurrentStep): Answer {
  const { index, key, step } = at;
  const { verb, step: said } = saidBy(at.said);
  const { busy: _, ...rest } = step;
  const started = (status: 'asked' | 'claimed', more: { target?: string } = {}): void =>
    t.emit(
      { type: 'StepChanged', index, step: { ...rest, status, startedAt: t.at, ...more } },
      `${step.way === 'undo' ? 'undo: ' : ''}${titleOf(said)}`,
    );
  const answer = (verdict: string) => stepAnswer(t, verdict, { index, key });
  switch (verb) {
    case 'human':
    case 'choice':
      started('asked');
      return answer('ask-person');
    case 'read':
      started('claimed');
      return answer('read');
    case 'act': {
      const act = actOf(at);
      const target = act === undefined ? undefined : targetOf(t.context.vocabulary, act);
      started('claimed', target === undefined ? {} : { target });
      return answer('start');
    }
    case 'check':
    case 'wait':
      return beginToWait(t, at, said.wait);
  }
}
