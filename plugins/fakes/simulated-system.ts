import type { ActionRuns } from './action-runs.ts';
import type { SystemState } from './system.ts';
import type { WireAnswer, WireRequest } from './wire.ts';

/** The simulated system that fakes of checks and actions answer for. */
export interface SimulatedSystem {
  now: () => Date;
  state: () => SystemState;
  /** How late a slow component answers. */
  slowMs: number;
  runs: ActionRuns;
}
/** A request with its path taken apart. */
export interface FakeRequest extends WireRequest {
  /** The service or other base below whose address it came, by the playbook's name. */
  base: string | undefined;
  /** The path below that address. */
  segments: string[];
  query: URLSearchParams;
}
/** The other side of a check or action: it answers as the real one would, from the simulated system. */
export interface Fake {
  /** Undefined for a request that is not for this one. */
  answer: (request: FakeRequest, system: SimulatedSystem) => WireAnswer | undefined;
  /** Where a deployment finds it below the demo service's address, as entries of `Deployment.endpoints`; none for what is reached at addresses of the playbook. */
  endpoints?: (demoService: string) => Record<string, string>;
}
