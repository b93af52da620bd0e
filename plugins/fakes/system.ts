import * as z from 'zod';

const Health = z.enum(['ok', 'slow', 'down']);
const ComponentName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be a name of letters, digits, ., _ and -');
const MetricName = z.string().regex(/^[A-Za-z:][A-Za-z0-9_:]{0,254}$/, 'must be the name of a metric');
const Measure = z.number().min(0).nullable();

const parts = {
  components: z.record(ComponentName, Health).optional(),
  errorRate: Measure.optional(),
  p95Ms: Measure.optional(),
  metrics: z.record(MetricName, z.number().nullable()).optional(),
};
/** A change of state; a part that is left out stays. `null` is a measurement that cannot be read. */
export const Change = z.strictObject(parts);
export type Change = z.infer<typeof Change>;
/** What an action will make of the system, how long that takes, and whether it goes wrong. */
export const Effect = z.strictObject({
  ...parts,
  seconds: z.number().min(0).max(86_400).default(0.2),
  fails: z.boolean().default(false),
  outcome: z.enum(['lost-answer', '500']).optional(),
});
export type Effect = z.infer<typeof Effect>;

/** What can be measured of the system that fakes of checks answer for. */
export interface SystemState {
  components: Record<string, z.infer<typeof Health>>;
  errorRate: number | null;
  p95Ms: number | null;
  metrics: Record<string, number | null>;
}

/** A system in which everything is well. */
export const healthy = (components: string[]): SystemState => ({
  components: Object.fromEntries(components.map((name) => [ComponentName.parse(name), 'ok' as const])),
  errorRate: 0.1,
  p95Ms: 120,
  metrics: {},
});

/** The state after a change. */
export const changed = (state: SystemState, { components, errorRate, p95Ms, metrics }: Change): SystemState => ({
  components: { ...state.components, ...components },
  errorRate: errorRate === undefined ? state.errorRate : errorRate,
  p95Ms: p95Ms === undefined ? state.p95Ms : p95Ms,
  metrics: { ...state.metrics, ...metrics },
});
