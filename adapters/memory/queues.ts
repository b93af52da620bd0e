import { seeded } from '#adapters/memory/random';
import { checkDelay } from '#adapters/queue-delay';
import type { QueueName, Queues } from '#app/ports';
import type { Json } from '#core/json';

/** A message as its receiver sees it; `receives` counts its deliveries from 1, `id` stays the same over them. */
export interface Message {
  id: string;
  queue: QueueName;
  body: Json;
  receives: number;
}
export interface MemoryQueuesOptions {
  /** Takes a delivery; one that throws gets the message again, until it is dead. */
  listener?: (message: Message) => Promise<void> | void;
  /** Share of deliveries that are made a second time (0 to 1). */
  duplicate?: number;
  /** Share of deliveries that are taken from anywhere in the queues instead of the front (0 to 1). */
  reorder?: number;
  seed?: number;
  /** The clock that delays go by; without one nothing can be delayed. */
  now?: () => Date;
  /** Deliveries of a message before it is dead. */
  maxReceives?: number;
  /** Told after each `put`, so that the owner of the clock can let it deliver. */
  arrived?: () => void;
  /** The error that a `put` answers with, if any; `after` it was taken, that is a lost answer. */
  fail?: (put: { queue: QueueName; bodies: Json[]; moment: 'before' | 'after' }) => Error | undefined;
}
/** The queues in memory: they deliver at least once, in any order, and only when told to. */
export interface MemoryQueues extends Queues {
  listen(listener: (message: Message) => Promise<void> | void): void;
  /** Makes one delivery; false where nothing waits, or only for its time. */
  deliver(): Promise<boolean>;
  /** Delivers until nothing waits, what is put meanwhile included; the number of deliveries. */
  drain(): Promise<number>;
  waiting(): Message[];
  /** Dead letters, with what their last delivery threw. */
  dead(): { message: Message; error: unknown }[];
}

/** What a receiver sees of a message that waits. */
const seenOf = ({ id, queue, body, receives }: Message): Message => ({ id, queue, body, receives });

/** Queues in process, with the repeats and disorder of SQS by seed. Throws `RangeError` for a body over 1 MiB or a delay over 15 min, as the real ones. */
export function memoryQueues(options: MemoryQueuesOptions = {}): MemoryQueues {
  const { duplicate = 0, reorder = 0, seed = 1, maxReceives = 5, arrived = () => {}, fail = () => undefined } = options;
  const { now: clock } = options;
  const random = seeded(seed);
  const waiting: (Message & { notBefore?: number })[] = [];
  const dead: { message: Message; error: unknown }[] = [];
  let listener = options.listener;
  let count = 0;

  const meet = (queue: QueueName, bodies: Json[], moment: 'before' | 'after') => {
    const error = fail({ queue, bodies, moment });
    if (error) throw error;
  };

  const deliver = async () => {
    if (!listener) throw new Error('nobody listens to the queues');
    const ready = waiting.filter(({ notBefore = 0 }) => clock === undefined || notBefore <= clock().getTime());
    const chosen = ready[random() < reorder ? Math.floor(random() * ready.length) : 0];
    if (!chosen) return false;
    waiting.splice(waiting.indexOf(chosen), 1);
    const now = { ...seenOf(chosen), receives: chosen.receives + 1 };
    if (random() < duplicate) waiting.push(now);
    try {
      await listener(structuredClone(now));
    } catch (error) {
      if (now.receives < maxReceives) waiting.push(now);
      else dead.push({ message: now, error });
    }
    return true;
  };

  return {
    async put(queue, bodies, delaySeconds = 0) {
      checkDelay(delaySeconds);
      if (delaySeconds > 0 && clock === undefined) throw new Error('a delay needs a clock');
      meet(queue, bodies, 'before');
      const delayed =
        clock === undefined || delaySeconds === 0 ? {} : { notBefore: clock().getTime() + delaySeconds * 1000 };
      const texts = bodies.map((body) => JSON.stringify(body));
      for (const text of texts) if (Buffer.byteLength(text) > 1024 * 1024) throw new RangeError('a message over 1 MiB');
      for (const text of texts) {
        count += 1;
        waiting.push({ id: `message-${count}`, queue, body: JSON.parse(text) as Json, receives: 0, ...delayed });
      }
      if (texts.length > 0) arrived();
      meet(queue, bodies, 'after');
    },
    listen(to) {
      listener = to;
    },
    deliver,
    async drain() {
      let deliveries = 0;
      while (await deliver()) deliveries += 1;
      return deliveries;
    },
    waiting: () => waiting.map((message) => structuredClone(seenOf(message))),
    dead: () => [...dead],
  };
}
