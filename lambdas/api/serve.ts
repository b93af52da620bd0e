import middy from '@middy/core';
import { handle } from 'hono/aws-lambda';
import * as z from 'zod';
import { aws } from '#runtime/aws';
import { api } from './app.ts';

const Event = z.looseObject({ version: z.literal('2.0'), rawPath: z.string(), requestContext: z.looseObject({}) });

const app =
  process.env['AWS_LAMBDA_FUNCTION_NAME'] === undefined ? undefined : aws().then((ports) => handle(api(ports)));

/** The HTTP API behind API Gateway. */
export const handler = middy().handler(async (event: unknown, context) => {
  const answer = await (app ?? handle(api(await aws())));
  const { requestContext, ...rest } = Event.parse(event);
  // no route depends on the name that the API was called by, and a name that is no URL must not refuse people
  return answer({ ...rest, requestContext: { ...requestContext, domainName: 'api' } } as never, context as never);
});
