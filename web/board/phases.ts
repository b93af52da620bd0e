import * as z from 'zod';
import { type PhaseName, phases, placeholderOf } from '#core/machines';
import lifecycle from '../../statemachines/lifecycle.asl.json' with { type: 'json' };

interface State {
  Next?: string | undefined;
  Default?: string | undefined;
  Choices?: { Next: string }[] | undefined;
  Branches?: Machine[] | undefined;
  Arguments?: { StateMachineArn?: string | undefined } | undefined;
}
interface Machine {
  StartAt: string;
  States: Record<string, State>;
}
const Machine: z.ZodType<Machine> = z.lazy(() =>
  z.object({
    StartAt: z.string(),
    States: z.record(
      z.string(),
      z.object({
        Next: z.string().optional(),
        Default: z.string().optional(),
        Choices: z.array(z.object({ Next: z.string() })).optional(),
        Branches: z.array(Machine).optional(),
        Arguments: z.object({ StateMachineArn: z.string().optional() }).optional(),
      }),
    ),
  }),
);

/** A phase in the picture: how far to the right it stands, over how many columns it reaches, and in which branch beside others. */
export interface Node {
  phase: PhaseName;
  column: number;
  span: number;
  lane?: number;
}
export interface Graph {
  nodes: Node[];
  /** `back`: to a phase that has been before. */
  edges: { from: PhaseName; to: PhaseName; back: boolean }[];
}

const phaseOf = ({ Arguments }: State): PhaseName | undefined =>
  phases.find((phase) => Arguments?.StateMachineArn === `\${${placeholderOf(phase)}}`);

/** The phases that a machine starts and the ways between them, from its file. Where it begins anew, by its first state, no way is drawn. */
export function graphOf(definition: unknown): Graph {
  const machine = Machine.parse(definition);
  const ways = waysOf(machine);
  const order = phasesIn(machine);
  const back = (from: PhaseName, to: PhaseName): boolean =>
    order.indexOf(to) < order.indexOf(from) && reaches(ways, to, from);
  const forward = ways.filter(({ from, to }) => !back(from, to));
  const column = (phase: PhaseName): number =>
    Math.max(0, ...forward.filter(({ to }) => to === phase).map(({ from }) => 1 + column(from)));
  const lanes = lanesOf(machine);
  const lane = (phase: PhaseName): number => lanes.findIndex((members) => members.includes(phase));
  const beside = lanes.flat().map(column);
  const nodes = order.map((phase): Node => {
    const at = lane(phase);
    // alone in its branch, it lasts as long as the others
    const span = at >= 0 && lanes[at]?.length === 1 ? 1 + Math.max(...beside) - Math.min(...beside) : 1;
    return { phase, column: column(phase), span, ...(at < 0 ? {} : { lane: at }) };
  });
  const direct = forward.filter(
    ({ from, to }) => !forward.some((w) => w.from === from && w.to !== to && reaches(forward, w.to, to)),
  );
  return {
    nodes,
    edges: [
      ...direct.map((way) => ({ ...way, back: false })),
      ...ways.filter(({ from, to }) => back(from, to)).map((way) => ({ ...way, back: true })),
    ],
  };
}

type Way = { from: PhaseName; to: PhaseName };
const reaches = (ways: readonly Way[], from: PhaseName, to: PhaseName, seen: PhaseName[] = []): boolean =>
  from === to || ways.some((w) => w.from === from && !seen.includes(w.to) && reaches(ways, w.to, to, [...seen, from]));

/** Every way from a phase to the next, in the order of the file. */
function waysOf(machine: Machine, after: PhaseName[] = []): Way[] {
  return Object.values(machine.States).flatMap((state) => {
    const phase = phaseOf(state);
    const next = nextOf(machine, state);
    // where its branch ends, what follows the branches follows it
    const ends = endsBranch(machine, state) ? after : [];
    const own = phase === undefined ? [] : [...new Set([...next, ...ends])].map((to) => ({ from: phase, to }));
    return [...own, ...(state.Branches ?? []).flatMap((branch) => waysOf(branch, next))];
  });
}

const targets = ({ Next, Default, Choices = [] }: State): string[] =>
  [...Choices.map((c) => c.Next), Default, Next].filter((name) => name !== undefined);

/** The phases that come first after a state. */
function nextOf(machine: Machine, state: State, seen: string[] = []): PhaseName[] {
  return targets(state).flatMap((name) => {
    // back at its beginning a machine looks where it is: that is no way of its own
    if (name === machine.StartAt || seen.includes(name)) return [];
    return firstOf(machine, name, [...seen, name]);
  });
}

function firstOf(machine: Machine, name: string, seen: string[]): PhaseName[] {
  const state = machine.States[name];
  if (state === undefined) return [];
  const phase = phaseOf(state);
  if (phase !== undefined) return [phase];
  if (state.Branches !== undefined) return state.Branches.flatMap((branch) => firstOf(branch, branch.StartAt, []));
  return nextOf(machine, state, seen);
}

/** Whether a branch can end behind a state without another phase. */
function endsBranch(machine: Machine, state: State, seen: string[] = []): boolean {
  const next = targets(state);
  if (next.length === 0) return true;
  return next.some((name) => {
    const then = machine.States[name];
    return (
      then !== undefined &&
      !seen.includes(name) &&
      phaseOf(then) === undefined &&
      endsBranch(machine, then, [...seen, name])
    );
  });
}

/** All phases in the order of the file. */
const phasesIn = ({ States }: Machine): PhaseName[] =>
  Object.values(States).flatMap((state) => phaseOf(state) ?? (state.Branches ?? []).flatMap(phasesIn));

/** The phases of each of the branches that run beside one another. */
const lanesOf = ({ States }: Machine): PhaseName[][] =>
  Object.values(States).flatMap(({ Branches = [] }) => Branches.map(phasesIn));

let drawn: Graph | undefined;
/** The phases of an incident as `statemachines/lifecycle.asl.json` has them. */
export const lifecycleGraph = (): Graph => {
  drawn ??= graphOf(lifecycle);
  return drawn;
};
