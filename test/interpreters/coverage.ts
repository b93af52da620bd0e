import { type MachineName, machines } from '#core/machines';
import type { Catcher, Definition, State } from '#simulator/asl/definition';
import { matches } from '#simulator/asl/retry';
import { definitionOf } from '#simulator/machines';
import { runInOurs } from './ours.ts';
import type { Path } from './paths.ts';
import type { Seen } from './ran.ts';
import { machineOf } from './trace.ts';

const statesIn = (states: Record<string, State>): [string, State][] =>
  Object.entries(states).flatMap(([name, state]): [string, State][] => [
    [name, state],
    ...(state.Branches ?? []).flatMap((branch) => statesIn(branch.States)),
  ]);
const statesOf = (machine: MachineName): [string, State][] =>
  statesIn(definitionOf(machine).States as Record<string, State>);

/** Everything that some path must take: each state, each rule and default of a Choice, each Retry and each Catch. */
export function everything(): string[] {
  return machines.flatMap((machine) =>
    statesOf(machine).flatMap(([name, { Choices = [], Default, Retry = [], Catch = [] }]) => [
      `${machine} ${name}`,
      ...Choices.map((_, n) => `${machine} ${name} Choices[${n}]`),
      ...(Default === undefined ? [] : [`${machine} ${name} Default`]),
      ...Retry.map((_, n) => `${machine} ${name} Retry[${n}]`),
      ...Catch.map((_, n) => `${machine} ${name} Catch[${n}]`),
    ]),
  );
}

const mark = (what: string): string => `taken_${what.replaceAll(/\W/g, '_')}`;

/** The definition with a variable assigned on each way out of a Choice and by each Catch: the history then says which was taken. */
function marked(definition: Definition): Definition {
  const way = <W extends { Assign?: Record<string, unknown> }>(given: W, what: string): W => ({
    ...given,
    Assign: { ...given.Assign, [mark(what)]: true },
  });
  const states = (all: Record<string, State>): Record<string, State> =>
    Object.fromEntries(
      Object.entries(all).map(([name, state]) => {
        const { Choices, Catch, Branches, Default } = state;
        const on = {
          ...state,
          ...(Choices && { Choices: Choices.map((rule, n) => way(rule, `${name} Choices[${n}]`)) }),
          ...(Catch && { Catch: Catch.map((c: Catcher, n) => way(c, `${name} Catch[${n}]`)) }),
          ...(Branches && { Branches: Branches.map((b) => ({ ...b, States: states(b.States) })) }),
        };
        return [name, Default === undefined ? on : way(on, `${name} Default`)];
      }),
    );
  return { ...definition, States: states(definition.States as Record<string, State>) };
}

/** The retriers that errors of a state have met. */
function retried(
  name: string,
  { Retry = [] }: State,
  events: readonly Seen[],
  nameOf: (event: Seen) => string,
): string[] {
  return events.flatMap((event) => {
    if (event.error === undefined || !/^Task(Failed|TimedOut)$/.test(event.type) || nameOf(event) !== name) return [];
    const n = Retry.findIndex((r) => matches(r.ErrorEquals, event.error ?? ''));
    return n < 0 ? [] : [`${name} Retry[${n}]`];
  });
}

/** What a path takes, by a run of its own on the marked machines. */
export async function taken(path: Path, n: number): Promise<Set<string>> {
  const { executions } = await runInOurs(path, n, marked);
  const all = Object.entries(executions).flatMap(([execution, { events }]) => {
    const machine = machineOf(execution, path.machine);
    const byId = new Map(events.map((event) => [event.id, event]));
    const nameOf = (event: Seen): string => {
      let at: Seen | undefined = event;
      while (at !== undefined && !at.type.endsWith('StateEntered')) at = byId.get(at.previousEventId);
      return at?.name ?? '';
    };
    const entered = events.filter((e) => e.type.endsWith('StateEntered')).map((e) => e.name ?? '');
    const assigned = new Set(events.flatMap((e) => Object.keys(e.assignedVariables ?? {})));
    return statesOf(machine).flatMap(([name, state]) =>
      [
        ...(entered.includes(name) ? [name] : []),
        ...retried(name, state, events, nameOf),
        ...[
          ...(state.Choices ?? []).map((_, k) => `${name} Choices[${k}]`),
          `${name} Default`,
          ...(state.Catch ?? []).map((_, k) => `${name} Catch[${k}]`),
        ].filter((what) => assigned.has(mark(what))),
      ].map((what) => `${machine} ${what}`),
    );
  });
  return new Set(all);
}

/** Those of the paths that are needed so that what all of them take is taken: the one with the most that is new, again and again. */
export function fewest(paths: readonly Path[], takes: ReadonlyMap<Path, ReadonlySet<string>>): Path[] {
  const left = new Set(paths.flatMap((path) => [...(takes.get(path) ?? [])]));
  const chosen: Path[] = [];
  while (left.size > 0) {
    const news = (path: Path): number => [...(takes.get(path) ?? [])].filter((what) => left.has(what)).length;
    const best = paths.reduce((a, b) => (news(b) > news(a) ? b : a));
    for (const what of takes.get(best) ?? []) left.delete(what);
    chosen.push(best);
  }
  return chosen;
}
