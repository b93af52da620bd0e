import middy from '@middy/core';
import { hookSecrets } from '#adapters/aws/secrets';
import { registry } from '#app/operations/registry';
import { channels } from '#plugins/channels/registry';
import { aws } from '#runtime/aws';
import { atStart } from '#runtime/lambda';
import { api } from './app.ts';
import { gateway } from './gateway.ts';

const app = atStart(async () => gateway(api(await aws(), registry, { channels, ...hookSecrets() })));

/** The HTTP API behind API Gateway. */
export const handler = middy().handler(async (event: unknown, context) => (await app())(event, context));
