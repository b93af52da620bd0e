import type { Definition } from '#simulator/asl/definition';
import type { StatusDetail } from '#simulator/asl/execution';
import type { VirtualClock } from '#simulator/clock';

/** What the runner runs, and what it runs on. */
export interface EngineOptions {
  clock: VirtualClock;
  /** By machine ARN as it stands in the definitions after substitution. */
  machines: Record<string, { name: string; definition: Definition }>;
  /** Calls a Lambda; throws errors with a .name. */
  invoke(functionArn: string, payload: unknown): Promise<unknown>;
  /** Seeded, [0,1). */
  random(): number;
  /** Told of each start and end. */
  onStatus?(detail: StatusDetail): void;
  /** The service refuses to start a child: the error that the machine sees, if any. */
  refusesStart?(machineArn: string): string | undefined;
  /** Neither a stop nor a failing branch ends `.sync` children: so the local engine, unlike AWS. */
  stopLeavesChildren?: boolean;
}
