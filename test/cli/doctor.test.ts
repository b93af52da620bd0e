import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { diagnose } from '#app/doctor/diagnose';
import { linkFinding, linkLength } from '#app/doctor/link-length';
import { api } from '#lambdas/api/app';
import { gateway } from '#lambdas/api/gateway';
import { gatewayServer } from '#test/gateway';
import { apiOn, claimsOf } from '../api/support.ts';
import { tocsin } from './support.ts';

const tracktion = fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url));

test('of a playbook alone: what is used, what nobody can see from here, and how long it takes', async () => {
  const { code, out } = await tocsin(['doctor', tracktion, '--output', 'json']);
  const { items } = JSON.parse(out);
  expect(code).toBe(0);
  expect(items).toContainEqual({
    of: 'sms',
    what: 'a registered number to send from',
    state: 'unknown',
    cure: expect.stringContaining('10DLC'),
    takes: 'two to six weeks',
  });
  expect(items.map(({ of }: { of: string }) => of)).not.toContain('ntfy');
  // where links lead only a deployment knows
  expect(items.map(({ of }: { of: string }) => of)).not.toContain('links');
});

test('of a deployment: what is missing is an exit code too', async () => {
  const { world } = apiOn();
  const server = await gatewayServer({
    serve: gateway(api(world.ports)),
    verify: (token) => claimsOf(token, 'ana'),
    open: [],
  });
  try {
    const { code, out, err } = await tocsin(['doctor'], { TOCSIN_API_URL: server.url, TOCSIN_TOKEN: 'responder' });
    expect([code, err]).toEqual([1, '1 missing\n']);
    expect(out).toContain(
      [
        'missing pagerduty: answers given in PagerDuty arrive here',
        '          create a webhook subscription v3 to https://tocsin.test/v1/hooks/pagerduty, and put its secret into a secret tocsin/hooks/pagerduty (minutes)',
      ].join('\n'),
    );
    expect(out).toContain('ok      links: links in pages have 44 characters, of 70 at most');
  } finally {
    await server.close();
  }
});

test('of a deployment: each check was read once, and one that could not be says why, and what to do', async () => {
  const { world } = apiOn();
  world.ports.probe = {
    readAll: async () => [
      { check: 'errors', title: 'Error rate', value: 23, because: 'reads 23' },
      { check: 'queue', title: 'Depth of the queue', value: null, because: 'the query finds no sample' },
      {
        check: 'health',
        title: 'Health',
        value: null,
        because: 'no answer from 10.2.3.4:9090 within 5 s',
        cure: "see that its security group lets the functions with 'vpc' through",
      },
    ],
  };
  const server = await gatewayServer({
    serve: gateway(api(world.ports)),
    verify: (token) => claimsOf(token, 'ana'),
    open: [],
  });
  try {
    const { code, out, err } = await tocsin(['doctor'], { TOCSIN_API_URL: server.url, TOCSIN_TOKEN: 'responder' });
    expect([code, err]).toEqual([1, '2 missing\n']);
    expect(out).toContain(
      [
        'ok      check errors: Error rate: reads 23',
        'unknown check queue: Depth of the queue could not be read: the query finds no sample',
        'missing check health: Health could not be read: no answer from 10.2.3.4:9090 within 5 s',
        "          see that its security group lets the functions with 'vpc' through (minutes)",
      ].join('\n'),
    );
  } finally {
    await server.close();
  }
});

test('it names the places of this deployment: where providers call, where links lead, and how secrets are called', () => {
  const { deployed } = apiOn().world.ports;
  const items = diagnose(deployed, {
    apiUrl: 'https://h4nd0ver01.execute-api.eu-central-1.amazonaws.com',
    publicUrl: 'https://oncall.example.com',
    secretPrefix: 'platform/',
    heard: {},
  });
  const cureOf = (of: string, what: RegExp) => items.find((item) => item.of === of && what.test(item.what))?.cure;
  expect(cureOf('pagerduty', /arrive here/)).toContain(
    'https://h4nd0ver01.execute-api.eu-central-1.amazonaws.com/v1/hooks/pagerduty',
  );
  expect(cureOf('pagerduty', /arrive here/)).toContain('a secret platform/hooks/pagerduty');
  expect(cureOf('slack', /secrets/)).toContain('the secret platform/channels;');
  expect(items).toContainEqual({
    of: 'links',
    what: 'links in pages have 51 characters, of 70 at most',
    state: 'ok',
  });
});

test('secrets that calls name: those of checks where nobody has read them yet, those of actions always', () => {
  const { deployed } = apiOn().world.ports;
  const pack = structuredClone(deployed.pack);
  for (const check of Object.values(pack.playbook.checks))
    if (check.kind === 'promql') Object.assign(check, { auth: { bearer: 'prometheus' } });
  const steps = Object.values(pack.runbooks).flatMap((runbook) => runbook.steps);
  const [step] = steps.flatMap((one) => ('act' in one && one.act.kind === 'http' ? [one] : []));
  Object.assign(step?.act ?? {}, { auth: { headers: { 'X-Key': 'deploy' } } });
  const known = { apiUrl: 'https://a.test', publicUrl: 'https://a.test', secretPrefix: 'platform/', heard: {} };
  const secretsIn = (items: ReturnType<typeof diagnose>) =>
    items.filter(({ of }) => of === 'checks' || of === 'actions').map(({ of, what, state }) => [of, what, state]);
  const cases = { ...deployed, pack };
  expect(secretsIn(diagnose(cases, known))).toEqual([['actions', 'secrets: platform/actions/deploy', 'unknown']]);
  expect(secretsIn(diagnose(cases)).map(([of]) => of)).toEqual(['checks', 'actions']);
  expect(secretsIn(diagnose(deployed))).toEqual([]);
});

test('a link of more than 70 characters needs a custom domain', () => {
  const long = 'https://h4nd0ver01.execute-api.eu-central-1.amazonaws.com';
  expect([linkLength(long), linkLength('https://oncall.example.com/')]).toEqual([82, 51]);
  expect(linkFinding(long)).toMatchObject({
    of: 'links',
    state: 'missing',
    cure: expect.stringContaining('custom domain'),
  });
});
