import type { Command } from '#core/incident/command';
import type { Incident } from '#core/incident/state';
import { Draw } from '../../core/random-playbooks/draw.ts';
import type { Life } from '../../core/random-playbooks/life.ts';
import { next, readings } from '../../core/random-playbooks/machine.ts';

/** What happens to an incident under the small playbook, where alice is who answers. */
export type Happens = (life: Life) => void;

/** One after the other. */
export const inTurn =
  (...all: readonly Happens[]): Happens =>
  (life) => {
    for (const one of all) one(life);
  };

/** Draws what comes first: all goes well. */
class Steady extends Draw {
  override chance(): boolean {
    return true;
  }
  override of<T>([first]: readonly T[]): T {
    if (first === undefined) throw new Error('nothing to draw from');
    return first;
  }
}
const steady = new Steady(0);
const here = ({ state }: Life) => ({ run: state.run.n, cycle: state.cycle, visit: state.visit });

/** Machines and people do what is waited for, and all goes well, until this is so. */
const goOnUntil =
  (so: (i: Incident) => boolean): Happens =>
  (life) => {
    for (let n = 0; n < 40; n += 1) {
      if (so(life.state)) return;
      const command = next(steady, life);
      if (command !== undefined) life.say(command, 'refused');
    }
    throw new Error(`it does not come so far: ${life.state.phase}`);
  };

export const says =
  (command: Command): Happens =>
  (life) =>
    life.say(command);

export const declared = (severity = 'SEV1'): Happens =>
  says({ do: 'declare', id: 'INC-1', by: 'alice', title: 'It is slow', service: 'shop', severity, speed: 1 });

const signalAt = ({ now }: Life, state: 'firing' | 'recovered', rule?: string) => ({
  source: 'cloudwatch',
  key: 'alarm',
  state,
  at: new Date(now).toISOString(),
  title: 'It is slow',
  service: 'shop',
  summary: 'slow',
  ...(rule === undefined ? {} : { rule }),
});
/** An alarm opens it; without a rule, one that no rule knows. */
export const alarmed =
  (rule?: string): Happens =>
  (life) =>
    life.say({ do: 'open-by-signal', id: 'INC-1', signal: signalAt(life, 'firing', rule), speed: 1 });

export const lasts =
  (hours: number): Happens =>
  (life) =>
    void life.wind(life.now + hours * 3_600_000, 100);

/** The alarm recovers and fires again, its third change within eight minutes. */
export const flaps: Happens = (life) => {
  life.now += 240_000;
  life.say({ do: 'signal-recovered', signal: signalAt(life, 'recovered') });
  life.now += 240_000;
  const changes = [480, 240, 0].map((ago) => new Date(life.now - ago * 1000).toISOString());
  life.say({ do: 'signal-fired', signal: signalAt(life, 'firing'), changes });
};

export const acknowledged = says({ do: 'acknowledge', by: 'alice' });
export const resolved = says({ do: 'resolve', by: 'alice', as: 'fixed', reason: 'mended' });

/** All goes well to the end. */
export const closed = goOnUntil((i) => i.life === 'closed');

/** The snapshot is taken, and rates the severity: of the two components that are counted one is down. */
export const rated: Happens = (life) => {
  const read = [...readings(life, 0, ['health']), ...readings(life, 1, ['errors'])];
  life.say({ do: 'snapshot-taken', readings: read, ...here(life) });
  life.say({ do: 'rate-severity', ...here(life) });
};

/** It is asked how it is to be mended. */
export const asked = goOnUntil((i) => i.life === 'open' && i.question?.slot === 'choice');

/** The incident is acknowledged, and an option has been chosen: its runbook is about to be run. */
export const chosen = inTurn(
  declared(),
  acknowledged,
  goOnUntil((i) => i.plan !== undefined),
);

/** The step at which the run stands reads so much of every check. */
export const looks =
  (value: number): Happens =>
  (life) => {
    const index = life.state.plan?.steps.findIndex(({ status }) => status === 'waiting' || status === 'running') ?? 0;
    const seen = { index, readings: readings(life, value) };
    life.say({ do: 'claim-step', busy: [], seen, ...here(life) });
  };
/** The machine goes on to the next step, and to the next. */
export const claims =
  (times: number): Happens =>
  (life) => {
    for (let n = 0; n < times; n += 1) {
      const { plan } = life.state;
      const index = plan?.steps.findIndex(({ status }) => status === 'claimed' || status === 'running') ?? -1;
      const step = plan?.steps[index];
      if (step?.status === 'claimed')
        life.say({ do: 'step-ended', index, outcome: 'done', output: 'ok', ...here(life) });
      if (step?.until !== undefined) life.wind(Date.parse(step.until), 5);
      life.say({ do: 'claim-step', busy: [], ...here(life) }, 'refused');
    }
  };
/** Who is asked by a step answers. */
export const answers =
  (option: string): Happens =>
  (life) => {
    life.say({ do: 'ask', slot: 'step', ...here(life) });
    const { question } = life.state.life === 'open' ? life.state : {};
    life.say({ do: 'answer', by: 'alice', question: question?.id ?? '', option });
  };

/** The run is over, and it is verified. */
const verifying = inTurn(
  chosen,
  goOnUntil((i) => i.life === 'open' && i.verifying !== undefined),
);
/** It is verified, and each measurement in turn reads so much of every check. */
export const measured = (...values: readonly number[]): Happens =>
  inTurn(
    verifying,
    ...values.map(
      (value): Happens =>
        (life) => {
          const { state } = life;
          if (state.life !== 'open' || state.verifying === undefined) return;
          life.wind(Date.parse(state.verifying.until), 10);
          life.say({ do: 'measured', n: state.verifying.n, readings: readings(life, value), ...here(life) });
        },
    ),
  );

/** It is over, and its review is on the calendar. */
export const reviewed = inTurn(
  declared(),
  acknowledged,
  resolved,
  goOnUntil((i) => i.phase === 'post-mortem'),
  (life) => life.say({ do: 'schedule-review', ...here(life) }),
);
/** The machine beside the others opens the room of the incident. */
export const roomOpened: Happens = (life) => {
  const { run, cycle, communicateVisit: visit } = life.state;
  life.say({ do: 'open-room', run: run.n, cycle, visit });
};
