import * as z from 'zod';
import { faultsOf } from '../../fakes/wire.ts';

/** One method of the Web API: arguments in, what is answered beside `ok: true`. */
export type Method = (args: Record<string, unknown>) => Record<string, unknown>;

/** Thrown where Slack answers 200 with `ok: false` and this word. */
export class SlackSaysNo extends Error {
  override readonly name = 'SlackSaysNo';
  readonly more: Record<string, unknown>;
  constructor(word: string, more: Record<string, unknown> = {}) {
    super(word);
    this.more = more;
  }
}

/** Thrown where a channel takes no more for now; Slack answers 429. */
export class SlackSaysWait extends Error {
  override readonly name = 'SlackSaysWait';
  readonly seconds: number;
  constructor(seconds: number) {
    super(`wait ${seconds} s`);
    this.seconds = seconds;
  }
}

/** A boolean as a form or as JSON says it. */
export const Flag = z.union([
  z.boolean(),
  z.enum(['true', 'false', '1', '0']).transform((said) => said === 'true' || said === '1'),
]);
/** Slack ignores arguments it does not know, so these schemas are open. */
export const inRoom = z.looseObject({ channel: z.string().default('') });

/** What a method was given, or Slack's word for arguments that do not fit. */
export const parsed = <T extends z.ZodType>(schema: T, args: unknown): z.infer<T> => {
  const result = schema.safeParse(args);
  if (result.success) return result.data;
  const messages = faultsOf(result.error).map(({ path, message }) => `[ERROR] ${message} [json-pointer:/${path}]`);
  throw new SlackSaysNo('invalid_arguments', { response_metadata: { messages } });
};
