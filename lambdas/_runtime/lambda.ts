import middy from '@middy/core';
import * as z from 'zod';
import type { Ports } from '#app/ports';
import { InvalidInput } from '#core/errors';
import type { Task } from './task.ts';

/**
 * Loads the ports when the function starts, not when it is first called, and again for each later invocation: who loads keeps what lasts.
 * A test that imports the file loads nothing.
 */
export const atStart = <P>(load: () => Promise<P>): (() => Promise<P>) => {
  const inLambda = process.env['AWS_LAMBDA_FUNCTION_NAME'] !== undefined;
  let started = inLambda ? load() : undefined;
  // a failed start is tried again by the next invocation instead of poisoning the worker
  started?.catch(() => {
    started = undefined;
  });
  return () => {
    const first = started;
    started = undefined;
    return first ?? load();
  };
};

const batch = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** The Lambda of a task: parses what comes in, names what is wrong with it, and checks what goes out. */
export const lambda = <In extends z.ZodType, Out extends z.ZodType, P>(t: Task<In, Out, P>, load: () => Promise<P>) => {
  const ports = atStart(load);
  return middy().handler(async (event: unknown) => {
    const input = t.input.safeParse(event);
    if (!input.success) throw new InvalidInput(input.error.message, { cause: input.error });
    return t.output.parse(await t.run(await ports(), input.data));
  });
};

/** The Lambda of a queue: each record on its own; what fails goes back to the queue, alone. */
export const consumer = <P>(
  consume: (ports: P, body: unknown) => Promise<void>,
  load: () => Promise<P & Pick<Ports, 'log'>>,
) => {
  const ports = atStart(load);
  return middy().handler(async (event: unknown) => {
    const { Records } = batch.parse(event);
    const loaded = await ports();
    const results = await Promise.allSettled(Records.map(async (record) => consume(loaded, parsed(record.body))));
    const batchItemFailures = results.flatMap((result, n) => {
      if (result.status === 'fulfilled') return [];
      loaded.log.error('record failed', { messageId: Records[n]?.messageId ?? '', error: String(result.reason) });
      return [{ itemIdentifier: Records[n]?.messageId ?? '' }];
    });
    return { batchItemFailures };
  });
};

/** The Lambda of anything else: one schema, one function. */
export const handler = <In extends z.ZodType, Out, P>(
  input: In,
  run: (ports: P, event: z.infer<In>) => Promise<Out>,
  load: () => Promise<P>,
) => {
  const ports = atStart(load);
  return middy().handler(async (event: unknown) => {
    const parsedEvent = input.safeParse(event);
    if (!parsedEvent.success) throw new InvalidInput(parsedEvent.error.message, { cause: parsedEvent.error });
    return run(await ports(), parsedEvent.data);
  });
};

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new InvalidInput('the record is not JSON', { cause: error });
  }
}
