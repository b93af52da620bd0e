import type { Key, Ports } from '#app/ports';
import type { StorePorts } from '#app/store/stored';

/** What the sweeper has for taking something up. */
export type SweepPorts = StorePorts & Pick<Ports, 'queues' | 'executions' | 'metrics'>;
/** What looks at systems of the team have, which may be in a network that a lost page must not depend on. */
export type WatchPorts = StorePorts & Pick<Ports, 'actions'>;

/** A row as the index `due` has it: its key and since when it is due. */
export type DueRow = Key & { dueAt: string };

/** One kind of thing that becomes due: where its rows are found, what its clock says, and what the sweeper does with an overdue one. */
export interface AggregateKind<Needs = SweepPorts> {
  /** Its word: in clocks, in the log, and in what a sweep answers. */
  kind: string;
  /** Its partitions of the index `due`, the most urgent first; within one, what has been due longest comes first. */
  partitions: readonly string[];
  /** Seconds that its own clock, or worker, has before the sweeper takes it up. */
  overdueSeconds: number;
  /** Rows that one sweep takes up at most, and how many of them side by side. */
  limits: { aSweep: number; atOnce: number };
  /** Takes up an overdue row; tells whether that brought anything about. It may be called twice for one row. */
  takeUp(ports: Needs, row: DueRow): Promise<boolean>;
  /** Says that a time has passed; false where nothing has that id. `null`: no clock is armed for it, the sweeper alone looks. */
  timePassed: ((ports: StorePorts, id: string, due: string) => Promise<boolean>) | null;
  /** How a row is planned anew that another release has planned; `null` where nothing is planned. */
  replan: Replan | null;
  /** Nothing but the sweeper takes it up, even where no message and no clock is ever lost. */
  leftToSweeper: boolean;
}

export interface Replan {
  /** The release of the code that says what is due, as rows carry it. */
  mark: number;
  /** Partitions of the index `due` in which every row stands that may have something due, whenever it is. */
  partitions: readonly string[];
  /** Plans a row anew and changes nothing else; false where it has this mark already. */
  one(ports: StorePorts, key: Key): Promise<boolean>;
}
