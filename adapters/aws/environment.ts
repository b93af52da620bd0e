import * as z from 'zod';
import { roles } from '#app/api/roles';
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
  /** JSON: ARN of each state machine that the handler deals with. */
  MACHINE_ARNS: json(z.partialRecord(Machine, text)),
  SCHEDULE_GROUP: text,
  SCHEDULE_ROLE_ARN: text,
  SCHEDULE_DLQ_ARN: text,
  /** Stands before the name of each secret, with its separator: `tocsin/`. */
  SECRET_PREFIX: text,
  /** JSON: what each alarm that may open incidents watches. */
  ALARMS: json(z.record(z.string(), z.strictObject({ service: text, rule: text }))),
  ALARM_PREFIX: text.optional(),
  /** JSON: base address of each service, or null. */
  BASES: json(z.record(z.string(), text.nullable())),
  /** JSON: ARN of each function that runbooks may call, by the playbook's name. */
  ACTION_ARNS: json(z.record(z.string(), text)).optional(),
  SPEED: z.coerce.number().positive(),
  MARGIN_SECONDS: z.coerce.number().nonnegative(),
  API_URL: text,
  DASHBOARD_URL: text,
  /** Base of the addresses that people open. */
  PUBLIC_URL: text,
  /** Target that is paged when the machinery itself fails. */
  CATCH_ALL: text,
  /** JSON: the role of each group of the identity provider, by the group's whole name. */
  GROUP_ROLES: json(z.record(text, z.enum(roles))).optional(),
});
export type Environment = z.infer<typeof Environment>;
export type Variable = keyof Environment;

/** Which variables belong together; a handler is given the groups of the ports that it uses. */
export const groups = {
  table: ['TABLE_NAME'],
  queues: ['PAGE_QUEUE_URL', 'SEND_QUEUE_URL', 'EFFECTS_QUEUE_URL'],
  executions: ['MACHINE_ARNS'],
  schedules: ['MACHINE_ARNS', 'SCHEDULE_GROUP', 'SCHEDULE_ROLE_ARN', 'SCHEDULE_DLQ_ARN'],
  secrets: ['SECRET_PREFIX'],
  deployed: [
    'ALARMS',
    'ALARM_PREFIX',
    'BASES',
    'ACTION_ARNS',
    'SPEED',
    'MARGIN_SECONDS',
    'API_URL',
    'DASHBOARD_URL',
    'PUBLIC_URL',
    'CATCH_ALL',
    'GROUP_ROLES',
  ],
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
