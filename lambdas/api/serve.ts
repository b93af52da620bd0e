import middy from '@middy/core';
import { lazyHookSecrets, sourceSecrets } from '#adapters/aws/lazy-secrets';
import { lazySignalQueue } from '#adapters/aws/lazy-signals';
import { signInOf } from '#adapters/aws/sign-in';
import { registry } from '#app/operations/registry';
import type { Deployed } from '#app/ports';
import { channels } from '#plugins/channels/registry';
import { sources } from '#plugins/sources/registry';
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
    const beside = {
      hooks: { channels, secrets: lazyHookSecrets() },
      sources: { sources, secrets: sourceSecrets, queue: lazySignalQueue() },
      board: signInOf(loaded),
    };
    built = { of: deployed, serve: gateway(api(loaded, registry, beside)) };
  }
  return built.serve(event, context);
});
