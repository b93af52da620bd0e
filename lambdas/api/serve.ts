import middy from '@middy/core';
import { lazyHookSecrets, sourceSecrets } from '#adapters/aws/lazy-secrets';
import { lazySignalQueue } from '#adapters/aws/lazy-signals';
import { registry } from '#app/operations/registry';
import { channels } from '#plugins/channels/registry';
import { sources } from '#plugins/sources/registry';
import { awsServing } from '#runtime/aws-serving';
import { atStart } from '#runtime/lambda';
import { api } from './app.ts';
import { gateway } from './gateway.ts';

const ports = atStart(awsServing);
let app: ReturnType<typeof gateway> | undefined;

/** The HTTP API behind API Gateway. */
export const handler = middy().handler(async (event: unknown, context) => {
  const loaded = await ports();
  app ??= gateway(
    api(
      loaded,
      registry,
      { channels, secrets: lazyHookSecrets() },
      { sources, secrets: sourceSecrets, queue: lazySignalQueue() },
    ),
  );
  return app(event, context);
});
