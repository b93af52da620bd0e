import middy from '@middy/core';
import { lazyHookSecrets } from '#adapters/aws/lazy-secrets';
import { signInOf } from '#adapters/aws/sign-in';
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
  app ??= gateway(
    api(loaded, registry, { hooks: { channels, secrets: lazyHookSecrets() }, board: signInOf(loaded.deployed) }),
  );
  return app(event, context);
});
