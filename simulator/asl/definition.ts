/** A state machine as it stands in its file, placeholders bound. */
export interface Definition {
  Comment?: string;
  QueryLanguage: 'JSONata';
  StartAt: string;
  States: Record<string, unknown>;
  TimeoutSeconds?: number;
}

/** States that lead into one another: a machine, a branch of a Parallel, or what a Map does with each item. */
export interface Flow {
  StartAt: string;
  States: Record<string, State>;
}

export type StateType = 'Task' | 'Choice' | 'Wait' | 'Pass' | 'Parallel' | 'Map' | 'Succeed' | 'Fail';

/** What a state, a choice rule or a catcher may do on the way out. */
export interface WayOut {
  Next?: string;
  Assign?: Record<string, unknown>;
  Output?: unknown;
}

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  BackoffRate?: number;
  MaxAttempts?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher extends WayOut {
  ErrorEquals: string[];
  Next: string;
}

export interface Rule extends WayOut {
  Condition: unknown;
  Next: string;
}

/** Every field that a state of any type may have; `machine.ts` sees to it that each type has only its own. */
export interface State extends WayOut {
  Type: StateType;
  Comment?: string;
  End?: boolean;
  Arguments?: unknown;
  Resource?: string;
  TimeoutSeconds?: unknown;
  HeartbeatSeconds?: unknown;
  Retry?: Retrier[];
  Catch?: Catcher[];
  Choices?: Rule[];
  Default?: string;
  Seconds?: unknown;
  Timestamp?: unknown;
  Branches?: Flow[];
  Items?: unknown;
  ItemSelector?: unknown;
  ItemProcessor?: Flow & { ProcessorConfig?: { Mode?: string } };
  MaxConcurrency?: unknown;
  Error?: unknown;
  Cause?: unknown;
}

/** Reads a definition and binds its ${Name} placeholders; a missing one throws, naming it. */
export function substitute(aslText: string, values: Record<string, string>): Definition {
  const text = aslText.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new Error(`The placeholder \${${name}} has no value`);
    return JSON.stringify(value).slice(1, -1);
  });
  return JSON.parse(text) as Definition;
}
