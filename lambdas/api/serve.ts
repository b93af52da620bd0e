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
  return answer(Event.parse(event) as never, context as never);
});
