import * as z from 'zod';
import { isRecord, type Json } from '#core/json';
import { readView } from '../message/stored-view.ts';
import type { Content, MessageOrder } from './outbox.ts';
import { INVITATION } from './turn.ts';

/** What a row has where it says by `kind` and `facts`, and not by `content`, what a message is besides its text. */
const Earlier = z.looseObject({
  kind: z.string(),
  place: z.string(),
  moment: z.string(),
  facts: z.object({
    publicStatus: z.enum(['investigating', 'identified', 'monitoring', 'resolved']).optional(),
    component: z.string().optional(),
    impact: z.enum(['none', 'minor', 'major', 'critical']).default('minor'),
    room: z.string().default(''),
    private: z.string().default(''),
    people: z.string().default(''),
    purpose: z.string().default(''),
  }),
});

/** What a row has that names one component of a status page and no services. */
const OneComponent = z.looseObject({
  content: z.looseObject({ kind: z.literal('notice'), public: z.looseObject({ component: z.string() }) }),
});

/** A message as its row has it; one of a release before is read as what it means today. */
export const messageOrder = (stored: Json | undefined): MessageOrder => {
  const order = inForm(stored);
  return { ...order, view: readView(order.view) };
};

function inForm(stored: Json | undefined): MessageOrder {
  const order: unknown =
    isRecord(stored) && !('content' in stored) ? { ...stored, content: contentOf(Earlier.parse(stored)) } : stored;
  if (!namesOneComponent(order)) return order as MessageOrder;
  const { data } = OneComponent.safeParse(order);
  if (data === undefined) return order as MessageOrder;
  const { component, ...shown } = data.content.public;
  return {
    ...data,
    content: { ...data.content, public: { ...shown, components: [component] } },
  } as unknown as MessageOrder;
}

/** As no row of today does: a parse that fails would cost more than the rest. */
const namesOneComponent = (order: unknown): boolean =>
  isRecord(order) && isRecord(order['content']) && isRecord(order['content']['public'])
    ? 'component' in order['content']['public']
    : false;

function contentOf({ kind, place, moment, facts }: z.infer<typeof Earlier>): Content {
  if (place === INVITATION) return { kind: 'invitation' };
  const { publicStatus, component, impact, room, people, purpose } = facts;
  if (kind === 'room')
    return {
      kind: 'room',
      name: room,
      private: facts.private === 'true',
      // addresses, where a row of today has ids of people.yaml
      people: people.split(',').filter((address) => address !== ''),
      purpose,
    };
  return {
    kind: 'notice',
    public: {
      impact,
      ...(publicStatus === undefined ? {} : { status: publicStatus }),
      ...(component === undefined ? {} : { components: [component] }),
    },
    over: moment === 'resolved' || moment === 'ended',
  };
}
