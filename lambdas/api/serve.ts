import middy from '@middy/core';
import { handle } from 'hono/aws-lambda';
import * as z from 'zod';
import { aws } from '#runtime/aws';
import { atStart } from '#runtime/lambda';
import { api } from './app.ts';

const Event = z.looseObject({ version: z.literal('2.0'), rawPath: z.string(), requestContext: z.looseObject({}) });
const app = atStart(async () => handle(api(await aws())));

/** The HTTP API behind API Gateway. */
export const handler = middy().handler(async (event: unknown, context) => {
  const { requestContext, ...rest } = Event.parse(event);
  const serve = await app();
  // no route depends on the name that the API was called by, and a name that is no URL must not refuse people
  return serve({ ...rest, requestContext: { ...requestContext, domainName: 'api' } } as never, context as never);
});
