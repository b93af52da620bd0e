import { expect, test } from 'vitest';
import type { HttpRequest, HttpResponse } from '#app/ports';
import { Unreachable } from '#core/errors';
import type { AccessFields } from '#core/playbook/access';
import { type AccessPorts, calls } from '#plugins/access/call';
import { readings } from '#plugins/checks/readings';
import { plugins } from '#plugins/registry';
import { changed, highErrorRate, Story } from '#test/story';
import { choose } from '#test/worked';

const answer = (status: number): HttpResponse => ({ status, headers: {}, body: 'SENTINEL of a stranger' });
/** Tracktion with credentials in all of its checks over HTTP, and a system that answers so. */
function reading(access: AccessFields, system: (request: HttpRequest) => HttpResponse | Error): Story {
  const pack = changed(({ playbook }) => {
    for (const check of Object.values(playbook.checks)) if (check.kind !== 'cloudwatch') Object.assign(check, access);
  }, 'private');
  const story = new Story({ pack });
  const http: AccessPorts['http'] = {
    send: async (request) => {
      const said = system(request);
      if (said instanceof Error) throw said;
      return said;
    },
  };
  const call = calls({
    http,
    secrets: { get: async () => 'SENTINEL-secret' },
    secretPrefix: 'tocsin/checks/',
    certificateOf: () => undefined,
    sign: (request) => request,
  });
  const addressOf = () => 'http://10.2.3.4:9090';
  story.world.ports.checks = readings(plugins.checks, {
    http,
    call,
    handshake: () => Promise.reject(new Error('no TLS here')),
    sign: (request) => request,
    addressOf,
    databaseOf: () => undefined,
    env: {},
    wallClock: () => story.world.clock.now(),
    aws: {
      maxAttempts: 1,
      requestHandler: {
        metadata: { handlerProtocol: 'x' },
        handle: async () => Promise.reject(new Error('no AWS here')),
      },
    },
  });
  return story;
}
const late = Object.assign(new Error('gave up'), { name: 'TimeoutError' });
const named = (code: string) => Object.assign(new Error(code), { code });

test.each<[string, AccessFields, HttpResponse | Error, string]>([
  [
    'credentials that are out of date',
    { auth: { bearer: 'prometheus' } },
    answer(403),
    'Error rate could not be read: refused with 403: the secret tocsin/checks/prometheus may be out of date',
  ],
  [
    'a network that lets nothing through',
    {},
    new Unreachable('cannot be reached', { cause: late }),
    'Error rate could not be read: no connection to 10.2.3.4:9090 within 5 s',
  ],
  [
    'a name that nobody knows',
    {},
    new Unreachable('the name does not resolve', { cause: named('ENOTFOUND') }),
    'Error rate could not be read: 10.2.3.4 does not resolve',
  ],
  [
    'a certificate of a private authority',
    {},
    new Unreachable('cannot be reached', { cause: named('SELF_SIGNED_CERT_IN_CHAIN') }),
    'Error rate could not be read: the certificate of 10.2.3.4:9090 is not trusted: no public authority signed it; name its CA with `ca`',
  ],
  [
    'a certificate file that is gone',
    { ca: 'certificates/own.pem' },
    answer(200),
    'Error rate could not be read: no certificate is deployed as certificates/own.pem',
  ],
])('the timeline says of %s why nothing was read, and no verification passes by it', async (_, access, said, why) => {
  const story = reading(access, () => said);
  await story.signal(highErrorRate);
  await story.until('14:05');
  const rows = () => JSON.stringify(story.world.table.dump());
  expect(rows()).toContain(why);
  await story.say({ do: 'acknowledge', by: 'ana' });
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P3', reason: 'one customer alone' });
  await choose(story, 'rollback');
  await story.recovers();
  await story.until('15:30');
  const incident = await story.incident();
  // neither healthy nor failing: it passes nothing, and raises nothing
  expect(incident.life).toBe('open');
  expect(incident.severity).toBe('P3');
  expect((await story.why(['verification'])).join('\n')).toContain(why);
  // what a secret holds, or a stranger's answer, is in no row
  expect(rows()).not.toContain('SENTINEL');
});
