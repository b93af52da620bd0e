import middy from '@middy/core';
import { lazyHookSecrets } from '#adapters/aws/lazy-secrets';
import { signInOf } from '#adapters/aws/sign-in';
import { registry } from '#app/operations/registry';
import type { Deployed } from '#app/ports';
import { channels } from '#plugins/channels/registry';
import { awsServing } from '#runtime/aws-serving';
import { atStart } from '#runtime/lambda';
import { api } from './app.ts';
import { gateway } from './gateway.ts';

const ports = atStart(awsServing);
let built: { of: Deployed; serve: ReturnType<typeof gateway> } | undefined;

/** The HTTP API behind API Gateway. */
export const handler = middy().handler(async (event: unknown, context) => {
  const loaded = await ports();
  const { deployed } = loaded;
  // a deployment changes what is served: how people sign in, and under which name
  if (built?.of !== deployed) {
    const hooks = { channels, secrets: lazyHookSecrets() };
    built = { of: deployed, serve: gateway(api(loaded, registry, { hooks, board: signInOf(loaded) })) };
  }
  return built.serve(event, context);
});
