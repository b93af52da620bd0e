/** The phases of an incident in order, one state machine each; Communicate runs beside Mitigate and Resolve. */
export const phases = ['detect', 'assess', 'communicate', 'mitigate', 'resolve', 'post-mortem'] as const;
/** All state machines of `statemachines/`: `lifecycle` starts the phases, `deadline` waits to the second of a deadline. */
export const machines = ['lifecycle', ...phases, 'deadline'] as const;
export type PhaseName = (typeof phases)[number];
/** A state machine, by its file under `statemachines/`. */
export type MachineName = (typeof machines)[number];

/** The placeholder of a machine's ARN in the files of those that start it: `PostMortemMachineArn`. */
export const placeholderOf = (machine: MachineName): string =>
  `${machine.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}MachineArn`;

/** The name of a run's execution, or of a phase's in one of its visits; the files of `statemachines/` make the same ones. */
export const executionName = (id: string, run: number, ...of: [] | [phase: string, visit: number]): string =>
  [id, run, ...of].join('.');
