/** The phases of an incident in order, one state machine each; Communicate runs beside Mitigate and Resolve. */
export const phases = ['detect', 'assess', 'communicate', 'mitigate', 'resolve', 'post-mortem'] as const;
/** All state machines of `statemachines/`: `lifecycle` starts the phases, `deadline` waits to the second of a deadline. */
export const machines = ['lifecycle', ...phases, 'deadline'] as const;
export type PhaseName = (typeof phases)[number];
/** A state machine, by its file under `statemachines/`. */
export type MachineName = (typeof machines)[number];
