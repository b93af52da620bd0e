import * as z from 'zod';
import type { Answer } from './outbox.ts';
import { stand } from './position.ts';
import type { Phase } from './state.ts';
import type { Turn } from './turn.ts';
import { Way } from './way.ts';
import { Where } from './where.ts';

/** Of a whole command only where its task stands. */
const Place = z.object({ run: z.number(), cycle: z.number(), visit: z.number() });
type Schema<K extends string, S extends z.ZodRawShape> = z.ZodObject<{ do: z.ZodLiteral<K> } & S, z.core.$strict>;
type Decide<C> = (t: Turn, command: C) => Answer | void;

/** A command: what it says, and what it brings about. */
export interface CommandRecord<S extends z.ZodType> {
  schema: S;
  decide: Decide<z.output<S>>;
}

/** Defines a command by its word, its fields and its decision; a command without a decision does not compile. */
export const commandOf = <K extends string, S extends z.ZodRawShape>(
  word: K,
  fields: S,
  decide: Decide<z.output<Schema<K, S>>>,
): CommandRecord<Schema<K, S>> => ({ schema: z.strictObject({ do: z.literal(word), ...fields }), decide });

/** Of every command of a person: who says it, and by which way. */
const person = { by: z.string(), way: Way.optional() };

/** Defines a command of a person: it says who, and may say by which way they said it. */
export const commandOfPerson = <K extends string, S extends z.ZodRawShape>(
  word: K,
  fields: S,
  decide: Decide<z.output<Schema<K, typeof person & S>>>,
): CommandRecord<Schema<K, typeof person & S>> =>
  commandOf<K, typeof person & S>(word, { ...person, ...fields }, decide);

/** Defines a command of a phase's task: it says where the task stands, and one that is superseded never reaches its decision. */
export const commandOfTask = <K extends string, S extends z.ZodRawShape>(
  word: K,
  phase: Phase | 'communicate',
  fields: S,
  decide: Decide<z.output<Schema<K, typeof Where.shape & S>>>,
): CommandRecord<Schema<K, typeof Where.shape & S>> =>
  commandOf<K, typeof Where.shape & S>(word, { ...Where.shape, ...fields }, (t, command) => {
    stand(t, Place.parse(command), phase);
    return decide(t, command);
  });
