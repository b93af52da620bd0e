import type { Http } from '#app/ports';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import { basesAt } from '#local/demo-service/bases';
import { calls, type Sign } from '#plugins/access/call';
import { inProcess } from './aws-transport.ts';

/** How checks and actions reach the demo service without a socket: every address leads there, so no variable has to, and it asks nobody who calls. */
export function systemAt(url: string, pack: Pack, http: Http) {
  const bases = basesAt(url, pack.playbook);
  const sign: Sign = (request) => request;
  const call = calls({
    http,
    secrets: { get: async (name) => `user:${name}` },
    secretPrefix: 'tocsin/',
    certificateOf: (file) => own(pack.certificates ?? {}, file),
    sign,
  });
  return {
    bases,
    http,
    call,
    aws: inProcess(http, url),
    sign,
    addressOf: (name: string) => own(bases, name),
    env: { AWS_REGION: 'us-east-1' },
  };
}
