import type { Http } from '#app/ports';
import { Unreachable } from '#core/errors';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import { basesAt } from '#local/demo-service/bases';
import { calls, type Sign } from '#plugins/access/call';
import { handshakes } from '#plugins/access/handshake';
import type { Database } from '#plugins/checks/check';
import type { Plugins } from '#plugins/registry';
import type { Variables } from '#plugins/variables';
import { inProcess } from './aws-transport.ts';

/** The variables by which what has no address in a playbook is led to the demo service too. */
function variablesAt(url: string, { checks, actions }: Pick<Plugins, 'checks' | 'actions'>): Variables {
  const endpoints = new Proxy<Record<string, string>>({}, { get: () => url });
  const deployment = { endpoints, apiUrl: url, mailFrom: undefined, originationIdentity: undefined };
  return Object.assign({}, ...[...checks, ...actions].map(({ environment }) => environment(deployment)));
}

const account = 'us-east-1:000000000000';
/** Every database that a playbook names is there. */
export const databaseOf = (name: string): Database => ({
  clusterArn: `arn:aws:rds:${account}:cluster:${name}`,
  secretArn: `arn:aws:secretsmanager:${account}:secret:${name}-a1b2c3`,
});

/** How checks and actions reach the demo service without a socket: every address leads there, and it asks nobody who calls. */
export function systemAt(url: string, pack: Pack, http: Http, plugins: Pick<Plugins, 'checks' | 'actions'>) {
  const bases = basesAt(url, pack.playbook);
  const sign: Sign = (request) => request;
  const certificateOf = (file: string) => own(pack.certificates ?? {}, file);
  const call = calls({
    http,
    secrets: { get: async (name) => `user:${name}` },
    secretPrefix: 'tocsin/',
    certificateOf,
    sign,
  });
  return {
    bases,
    http,
    call,
    handshake: handshakes({
      tls: { look: () => Promise.reject(new Unreachable('there is no network')) },
      certificateOf,
    }),
    aws: inProcess(http, url),
    sign,
    addressOf: (name: string) => own(bases, name),
    env: { ...variablesAt(url, plugins), AWS_REGION: 'us-east-1' },
  };
}
