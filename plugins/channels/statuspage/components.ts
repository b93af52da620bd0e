import * as z from 'zod';
import type { Notice } from '#app/outbox/message';
import type { Impact } from '#core/incident/outbox';
import type { StatuspagePlace } from './place.ts';

const order = ['operational', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage'] as const;
/** How a component stands, from the best to the worst. */
export const ComponentStatus = z.enum(order);
export type ComponentStatus = z.infer<typeof ComponentStatus>;

const statuses: Record<Impact, ComponentStatus> = {
  none: 'operational',
  minor: 'degraded_performance',
  major: 'partial_outage',
  critical: 'major_outage',
};

/** An incident of the page that is not over, as far as it holds components down. */
export const Standing = z.looseObject({
  id: z.string(),
  metadata: z
    .looseObject({
      tocsin: z
        .looseObject({ components: z.record(z.string(), ComponentStatus).optional() })
        .optional()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
  components: z
    .array(z.looseObject({ id: z.string(), status: ComponentStatus.optional().catch(undefined) }))
    .nullish()
    .catch(undefined),
});
type Standing = z.infer<typeof Standing>;

/** What a message says of the components of its incident's services: by the severity's impact, and operational again at the end. */
export const componentsOf = (
  { services, public: { status, impact, components = [] }, over }: Notice,
  place: StatuspagePlace,
): Record<string, ComponentStatus> => {
  const named = services.flatMap((service) =>
    Object.hasOwn(place.components, service) ? place.components[service] : [],
  );
  const ids = new Set([...named, ...components].flatMap((id) => id ?? []));
  const stands = over || status === 'resolved' ? 'operational' : statuses[impact];
  return Object.fromEntries([...ids].map((id) => [id, stands]));
};

const worst = (one: ComponentStatus, other: ComponentStatus): ComponentStatus =>
  order.indexOf(one) < order.indexOf(other) ? other : one;

/** What another incident holds a component at: ours say so themselves; for one that people made, it is as it stands now. */
const heldBy = ({ metadata, components }: Standing, id: string): ComponentStatus => {
  const ours = metadata?.tocsin;
  if (ours !== undefined)
    return ours.components !== undefined && Object.hasOwn(ours.components, id)
      ? (ours.components[id] ?? 'operational')
      : 'operational';
  return components?.find((component) => component.id === id)?.status ?? 'operational';
};

/** A component that several incidents hold down stands as the worst of them says. */
export const amongOthers = (
  wanted: Readonly<Record<string, ComponentStatus>>,
  others: readonly Standing[],
): Record<string, ComponentStatus> =>
  Object.fromEntries(
    Object.entries(wanted).map(([id, status]) => [id, others.map((one) => heldBy(one, id)).reduce(worst, status)]),
  );
