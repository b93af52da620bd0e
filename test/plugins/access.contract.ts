import { createServer } from 'node:https';
import { afterEach, describe, expect, test } from 'vitest';
import { signer } from '#adapters/aws/sign-requests';
import { fetchHttp } from '#adapters/http';
import { Unreachable } from '#core/errors';
import type { AccessFields } from '#core/playbook/access';
import { createDemoService } from '#local/demo-service/demo-service';
import { type RunningDemoService, startDemoService } from '#local/demo-service/server';
import type { AccessPorts } from '#plugins/access/call';
import type { Guard } from '#plugins/fakes/guard';
import type { Fake } from '#plugins/fakes/simulated-system';
import { type Authority, authority } from '#test/certificates';

/** What became of one use of an entry: whether it did what it is for, and what is said of it. */
export interface Used {
  ok: boolean;
  said: string;
}
interface Subject {
  kind: string;
  /** An entry that works against the fake where nothing guards it. */
  entry: Record<string, unknown>;
  plugin: { fake(): Promise<Fake> };
  /** What the system has to be told before. */
  prepare?: (service: Pick<RunningDemoService, 'setState' | 'setAction'>) => void;
  use: (entry: Record<string, unknown>, url: string, access: Partial<AccessPorts>) => Promise<Used>;
}

const now = () => new Date('2026-01-05T03:04:30Z');
const aws = {
  service: 'execute-api',
  region: 'eu-central-1',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'test',
  now,
};
const ways: [string, AccessFields['auth'], Record<string, string>, Guard, Guard][] = [
  [
    'bearer',
    { bearer: 'prod/token' },
    { 'prod/token': 'SENTINEL-token\n' },
    { headers: { authorization: 'Bearer SENTINEL-token' } },
    { headers: { authorization: 'Bearer another' } },
  ],
  [
    'basic as user:password',
    { basic: 'login' },
    { login: 'ops:SENTINEL:word' },
    { headers: { authorization: `Basic ${btoa('ops:SENTINEL:word')}` } },
    { headers: { authorization: `Basic ${btoa('ops:another')}` } },
  ],
  [
    'basic as Secrets Manager rotates it',
    { basic: 'login' },
    { login: '{"username":"ops","password":"SENTINEL","host":"db"}' },
    { headers: { authorization: `Basic ${btoa('ops:SENTINEL')}` } },
    { headers: { authorization: `Basic ${btoa('ops:another')}` } },
  ],
  [
    'two headers',
    { headers: { 'X-Api-Key': 'key', 'X-Scope-OrgID': 'tenant' } },
    { key: 'SENTINEL-key', tenant: 'SENTINEL-tenant' },
    { headers: { 'x-api-key': 'SENTINEL-key', 'x-scope-orgid': 'SENTINEL-tenant' } },
    { headers: { 'x-api-key': 'another' } },
  ],
];

/** What every check and action does that calls over HTTP with credentials of its own, against a fake that asks for them. */
export const accessContract = ({ kind, entry, plugin, prepare, ...subject }: Subject) =>
  describe(`${kind}: who calls`, () => {
    const ended: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const end of ended.splice(0)) await end();
    });
    // with more patience than elsewhere: what is asked here is who calls, and not how long an answer takes
    const use: Subject['use'] = (called, url, access) => {
      const http = fetchHttp({ allowHosts: [new URL(url).host], wallTimeoutMs: 4_000 });
      return subject.use(called, url, { http, ...access });
    };
    const behind = async (guard: Guard) => {
      const service = await startDemoService({ plugins: [plugin], now, guard });
      ended.push(service.close);
      prepare?.(service);
      return service.url;
    };
    const reading = (values: Record<string, string>, asked: string[] = []): Partial<AccessPorts> => ({
      secrets: {
        get: async (name, { fresh = false } = {}) => {
          asked.push(`${name}${fresh ? ' again' : ''}`);
          return values[name] ?? '';
        },
      },
    });

    test.each(ways)('%s: let in with the secret, and not without it', async (_, auth, values, guard) => {
      const url = await behind(guard);
      expect(await use({ ...entry, auth }, url, reading(values))).toMatchObject({ ok: true });
      const without = await use(entry, url, reading(values));
      expect(without.ok).toBe(false);
      expect(without.said).toContain('refused with 401: the call says nothing of who it is; give it `auth`');
    });

    test.each(ways)('%s: refused, it says which secret, and nothing of it', async (_, auth, values, __, other) => {
      const asked: string[] = [];
      const used = await use({ ...entry, auth }, await behind(other), reading(values, asked));
      expect(used.ok).toBe(false);
      const names = Object.keys(values).map((name) => `tocsin/checks/${name}`);
      expect(used.said).toContain(
        `refused with 403: the secret${names.length > 1 ? 's' : ''} ${names.join(', ')} may be out of date`,
      );
      expect(used.said).not.toContain('SENTINEL');
      // read once more, and because it was the same, the address is not asked again
      expect(asked).toEqual([...Object.keys(values), ...Object.keys(values).map((name) => `${name} again`)]);
    });

    test('a secret that was rotated is read again once, and the call goes through', async () => {
      const asked: string[] = [];
      const url = await behind({ headers: { authorization: 'Bearer new' } });
      const secrets = {
        get: async (_name: string, { fresh = false } = {}) => {
          asked.push(fresh ? 'again' : 'kept');
          return fresh ? 'new' : 'old';
        },
      };
      expect(await use({ ...entry, auth: { bearer: 'token' } }, url, { secrets })).toMatchObject({ ok: true });
      expect(asked.slice(0, 2)).toEqual(['kept', 'again']);
    });

    test('a secret that cannot be read says nothing of the system: it is not asked, and nothing is measured or started', async () => {
      const secrets = { get: () => Promise.reject(new Unreachable('Secrets Manager asks for patience')) };
      const url = await behind({ headers: {} });
      const used = await use({ ...entry, auth: { bearer: 'token' } }, url, { secrets });
      expect(used.ok).toBe(false);
      expect(used.said).toContain('the secret tocsin/checks/token could not be read');
      expect(used.said).not.toContain('cannot be reached');
    });

    test.each(['two\nlines', 'wide\u{1F511}', ''])(
      'a secret that cannot be a header (%j) is not repeated',
      async (value) => {
        const used = await use(
          { ...entry, auth: { bearer: 'token' } },
          await behind({ headers: {} }),
          reading({ token: value }),
        );
        expect(used).toEqual({
          ok: false,
          said: expect.stringContaining(
            'the secret tocsin/checks/token cannot be a header: one line of text is expected',
          ),
        });
        if (value !== '') expect(used.said).not.toContain(value);
      },
    );

    test('a request is signed so that AWS takes it, and refused for another key, Region or time', async () => {
      const signed = { ...entry, auth: { sigv4: { service: 'execute-api' } } };
      expect(await use(signed, await behind({ signer: aws }), {})).toMatchObject({ ok: true });
      for (const other of [
        { ...aws, secretAccessKey: 'another' },
        { ...aws, accessKeyId: 'AKIDANOTHER' },
        { ...aws, region: 'us-east-1' },
        { ...aws, now: () => new Date('2026-01-05T03:20:00Z') },
      ]) {
        const used = await use(signed, await behind({ signer: other }), {});
        expect(used).toEqual({
          ok: false,
          said: expect.stringContaining('refused with 403: the role of this function may not do it, or execute-api'),
        });
      }
    });

    test("a session's token and a Region of its own are signed with the rest", async () => {
      const keys = {
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_SESSION_TOKEN: 'SENTINEL-session',
        AWS_REGION: 'eu-central-1',
      };
      const url = await behind({ signer: { ...aws, region: 'us-east-2' } });
      const auth = { sigv4: { service: 'execute-api', region: 'us-east-2' } };
      expect(await use({ ...entry, auth }, url, { sign: signer(keys, now) })).toMatchObject({ ok: true });
    });

    const overTls = async (issued: { cert: string; key: string }) => {
      const service = createDemoService({ plugins: [plugin], now });
      prepare?.(service);
      const server = createServer(issued, async (incoming, outgoing) => {
        const parts: Buffer[] = [];
        for await (const part of incoming) parts.push(part);
        const headers = Object.fromEntries(
          Object.entries(incoming.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
        );
        const body = Buffer.concat(parts).toString();
        const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers, body };
        const answer = await service.handle(request);
        if ('broken' in answer) throw new Error('no fault was asked for');
        outgoing.writeHead(answer.status, answer.headers).end(answer.body);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      ended.push(async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      });
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('the server does not listen');
      return `https://localhost:${address.port}`;
    };
    const trusting = (own: Authority): Partial<AccessPorts> => ({
      certificateOf: (file) => (file === 'certificates/own.pem' ? own.cert : undefined),
    });
    const own = authority();
    const ca = 'certificates/own.pem';
    const hosts = ['localhost'];

    test('an address with a certificate of a private authority is called when that is named', async () => {
      const url = await overTls(own.issue({ name: 'service', hosts }));
      expect(await use({ ...entry, ca }, url, trusting(own))).toMatchObject({ ok: true });
    });

    test.each<[string, () => { cert: string; key: string }, boolean, string]>([
      [
        'nobody knows',
        () => own.issue({ name: 'service', hosts }),
        false,
        'no public authority signed it; name its CA with `ca`',
      ],
      [
        'another authority signed',
        () => authority().issue({ name: 'service', hosts }),
        true,
        `it is not signed by ${ca}`,
      ],
      [
        'has expired',
        () => own.issue({ name: 'service', hosts, until: new Date(Date.now() - 1000) }),
        true,
        'it has expired',
      ],
      [
        'is for another name',
        () => own.issue({ name: 'service', hosts: ['other.example'] }),
        true,
        'it is not for localhost',
      ],
    ])('a certificate that %s: nothing is sent, and it says why', async (_, issued, named, why) => {
      const url = await overTls(issued());
      const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      // what an environment may say must not matter
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
      try {
        const used = await use({ ...entry, ...(named && { ca }) }, url, trusting(own));
        expect(used).toEqual({
          ok: false,
          said: expect.stringContaining(`the certificate of ${new URL(url).host} is not trusted: ${why}`),
        });
      } finally {
        if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
        else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
      }
    });

    test('a certificate file that the deployment does not have is named', async () => {
      expect(
        await use({ ...entry, ca: 'certificates/gone.pem' }, await behind({ headers: {} }), trusting(own)),
      ).toEqual({
        ok: false,
        said: expect.stringContaining('no certificate is deployed as certificates/gone.pem'),
      });
    });

    test('a name that does not resolve is said so, and what was to be sent is not', async () => {
      const http = fetchHttp({
        allowHosts: ['private.invalid'],
        resolve: async () => {
          throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
        },
      });
      const broken = { ...reading({ token: 'SENTINEL' }), http };
      const used = await use({ ...entry, auth: { bearer: 'token' } }, 'http://private.invalid', broken);
      expect(used).toEqual({ ok: false, said: expect.stringContaining('private.invalid does not resolve') });
      expect(used.said).not.toContain('SENTINEL');
    });
  });
