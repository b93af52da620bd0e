import middy from '@middy/core';
import { hookSecrets } from '#adapters/aws/secrets';
import { registry } from '#app/operations/registry';
import { channels } from '#plugins/channels/registry';
import { awsServing } from '#runtime/aws-serving';
import { atStart } from '#runtime/lambda';
import { api } from './app.ts';
import { gateway } from './gateway.ts';

const ports = atStart(awsServing);
let app: ReturnType<typeof gateway> | undefined;

/** The HTTP API behind API Gateway. */
export const handler = middy().handler(async (event: unknown, context) => {
  const loaded = await ports();
  app ??= gateway(api(loaded, registry, { channels, ...hookSecrets() }));
  return app(event, context);
});
