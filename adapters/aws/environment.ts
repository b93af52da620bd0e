import * as z from 'zod';
import { NotConfigured } from '#core/errors';
import { machines } from '#core/machines';

const text = z.string().min(1);
const json = <T extends z.ZodType>(of: T) =>
  z
    .string()
    .transform((value, context): unknown => {
      try {
        return JSON.parse(value);
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(of);
const Machine = z.enum(machines);

/** Every variable that a handler may be given; the stack writes them with `variablesOf`, handlers read a part with `settings`. */
export const Environment = z.object({
  TABLE_NAME: text,
  PAGE_QUEUE_URL: text,
  SEND_QUEUE_URL: text,
  EFFECTS_QUEUE_URL: text,
  SIGNAL_QUEUE_URL: text,
  /** JSON: ARN of each state machine that the handler deals with. */
  MACHINE_ARNS: json(z.partialRecord(Machine, text)),
  SCHEDULE_GROUP: text,
  SCHEDULE_ROLE_ARN: text,
  SCHEDULE_DLQ_ARN: text,
  /** Stands before the name of each secret, with its separator: `tocsin/`. */
  SECRET_PREFIX: text,
  /** The function that reads checks when the API is asked what is wrong. */
  READ_CHECKS_FUNCTION: text,
  /** Where the object with all that grows is: `bucket/key`. */
  DEPLOYED: text.regex(/^[^/]+\/.+$/, 'not bucket/key'),
});
export type Environment = z.infer<typeof Environment>;
export type Variable = keyof Environment;

/** Which variables belong together; a handler is given the groups of the ports that it uses. */
export const groups = {
  table: ['TABLE_NAME'],
  queues: ['PAGE_QUEUE_URL', 'SEND_QUEUE_URL', 'EFFECTS_QUEUE_URL'],
  signals: ['SIGNAL_QUEUE_URL'],
  executions: ['MACHINE_ARNS'],
  links: ['MACHINE_ARNS'],
  schedules: ['MACHINE_ARNS', 'SCHEDULE_GROUP', 'SCHEDULE_ROLE_ARN', 'SCHEDULE_DLQ_ARN'],
  secrets: ['SECRET_PREFIX'],
  readings: ['READ_CHECKS_FUNCTION'],
  deployed: ['DEPLOYED'],
} as const satisfies Record<string, Variable[]>;
export type Group = keyof typeof groups;

/** Reads one group of settings; throws `NotConfigured` naming every variable that is missing (an empty one is) or does not fit. */
export function settings<G extends Group>(
  group: G,
  env: NodeJS.ProcessEnv = process.env,
): Pick<Environment, (typeof groups)[G][number]> {
  const names: readonly Variable[] = groups[group];
  const shape = Object.fromEntries(names.map((name) => [name, Environment.shape[name]]));
  const given = Object.fromEntries(names.filter((name) => env[name]).map((name) => [name, env[name]]));
  const read = z.object(shape).safeParse(given);
  if (read.success) return read.data as unknown as Pick<Environment, (typeof groups)[G][number]>;
  const faults = read.error.issues.map(({ path: [name = '', ...inside], message }) =>
    name in given ? `${[name, ...inside].join('.')} (${message})` : String(name),
  );
  throw new NotConfigured(`environment: ${[...new Set(faults)].join(', ')}`, { cause: read.error });
}

/** Settings as a Lambda's variables; `toJson` writes the JSON ones, so that a stack can pass what keeps its tokens. */
export function variablesOf(
  given: Partial<Environment>,
  toJson: (value: object) => string = JSON.stringify,
): Record<string, string> {
  const written = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    written.map(([name, value]) => [name, typeof value === 'object' ? toJson(value) : String(value)]),
  );
}
