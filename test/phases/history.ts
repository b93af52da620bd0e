export interface Retrier {
  ErrorEquals: string[];
  MaxAttempts?: number;
  IntervalSeconds?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
}
export interface State {
  Type: string;
  Resource?: string;
  Retry?: Retrier[];
  Catch?: { Next: string }[];
  Choices?: { Next: string }[];
  Default?: string;
  Next?: string;
  Branches?: Flow[];
}
export interface Flow {
  StartAt: string;
  States: Record<string, State>;
}
/** How often a state is entered at the most and, of those entries together, how often it is tried again for one error. */
export interface Rounds {
  entries: number;
  inAll?: { error: string; tries: number };
}

/** Events of one try of a task: scheduled, started, ended; of a task that waits, submitted too (docs.aws.amazon.com/step-functions, HistoryEvent). */
const eventsOfTry = ({ Resource = '' }: State) => (/\.(waitForTaskToken|sync:2)$/.test(Resource) ? 4 : 3);

/** Events of one entry of a task with all tries of the errors that are not counted elsewhere. */
export function eventsOfTask(state: State, elsewhere?: string): number {
  const again = (state.Retry ?? []).filter(
    ({ ErrorEquals }) => elsewhere === undefined || !ErrorEquals.includes(elsewhere),
  );
  const tries = 1 + again.reduce((sum, { MaxAttempts = 3 }) => sum + MaxAttempts, 0);
  return 2 + tries * eventsOfTry(state);
}

function eventsOf(state: State, { entries, inAll }: Rounds): number {
  if (state.Type === 'Task')
    return entries * eventsOfTask(state, inAll?.error) + (inAll?.tries ?? 0) * eventsOfTry(state);
  return entries * (state.Type === 'Parallel' ? 4 : 2);
}

const nextOf = ({ Next, Default, Choices = [], Catch = [] }: State) =>
  [Next, Default, ...[...Choices, ...Catch].map((way) => way.Next)].filter((next) => next !== undefined);

/** The states that can be come back to from themselves. */
function circling({ States }: Flow): string[] {
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const next of nextOf(States[from] ?? { Type: 'Pass' }))
      if (!seen.has(next)) {
        seen.add(next);
        reached(next, seen);
      }
    return seen;
  };
  return Object.keys(States).filter((name) => reached(name).has(name));
}

/** No execution has more events: every state as often as it may be entered, with all its tries. Throws for a loop that nothing bounds. */
export function worstHistory(flow: Flow, rounds: Partial<Record<string, Rounds>>, outer = 1): number {
  const loops = circling(flow);
  const unbounded = loops.find((name) => rounds[name] === undefined);
  if (unbounded !== undefined) throw new Error(`${unbounded} comes round again, and nothing says how often`);
  return Object.entries(flow.States).reduce(
    (sum, [name, state]) => {
      const often = rounds[name] ?? { entries: outer };
      const inside = (state.Branches ?? []).reduce(
        (all, branch) => all + worstHistory(branch, rounds, often.entries) - 2,
        0,
      );
      return sum + eventsOf(state, often) + inside;
    },
    // the start of the execution, and its end
    2,
  );
}
