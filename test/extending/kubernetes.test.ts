import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { afterEach, describe, expect, test } from 'vitest';
import { lambda } from '#plugins/actions/lambda/action';
import { runs } from '#plugins/actions/runs';
import { json } from '#plugins/fakes/wire';
import { authority } from '#test/certificates';
import { type Answering, answering, portsAt } from '../plugins/other-side.ts';
import { clusterAt, presigned, tokenOf } from './kubernetes/eks.ts';
import { type Called, type Cluster, handle } from './kubernetes/function.ts';

let server: Answering | undefined;
afterEach(() => server?.close());

/** A cluster with one deployment of three replicas, whose rollouts go on until `settle`. */
function fakeCluster() {
  const asked: string[] = [];
  const deployment = {
    metadata: { name: 'orders', generation: 1 },
    spec: { replicas: 3, template: { metadata: { annotations: {} as Record<string, string> } } },
    status: {
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      availableReplicas: 3,
      conditions: [] as object[],
    },
  };
  let losing = 0;
  const cluster: Cluster = async (method, path, body) => {
    asked.push(`${method} ${path}`);
    if (path !== '/apis/apps/v1/namespaces/shop/deployments/orders') return { status: 404, body: {} };
    const before = JSON.stringify(deployment.spec);
    const change = (body ?? {}) as Called & { spec?: Partial<typeof deployment.spec> };
    if (change.spec?.replicas !== undefined) deployment.spec.replicas = change.spec.replicas;
    Object.assign(deployment.spec.template.metadata.annotations, change.spec?.template?.metadata.annotations);
    // as the API server does: a change that changes nothing begins no generation
    if (JSON.stringify(deployment.spec) !== before) {
      deployment.metadata.generation += 1;
      deployment.status.updatedReplicas = 0;
    }
    if (method === 'PATCH' && losing > 0) {
      losing -= 1;
      throw new Error('ECONNRESET');
    }
    return { status: 200, body: structuredClone(deployment) };
  };
  const settle = (): void => {
    const { replicas } = deployment.spec;
    Object.assign(deployment.status, {
      observedGeneration: deployment.metadata.generation,
      replicas,
      updatedReplicas: replicas,
      availableReplicas: replicas,
    });
  };
  return { cluster, asked, deployment, settle, loses: (n: number) => (losing = n) };
}

const restart = { do: 'restart', namespace: 'shop', deployment: 'orders' };

test('as an action of a runbook: started once a key, running until every replica is new, then done', async () => {
  const { cluster, deployment, settle } = fakeCluster();
  const invoked: Called[] = [];
  const answers: ReturnType<typeof json>[] = [];
  server = await answering(({ body }) => {
    invoked.push(JSON.parse(body));
    return answers.shift() ?? { broken: 'hanging' };
  });
  const act = lambda.schema.parse({ kind: 'lambda', function: 'kubernetes', parameters: restart });
  const actions = runs([lambda], portsAt(server.url));
  /** What Lambda answers is what the function gives for what Lambda was called with. */
  const next = async (called: Called) => void answers.push(json(200, await handle(called, cluster)));
  const first = { key: 'k1', incidentId: 'INC-000042', parameters: restart };
  await next(first);
  const { handle: kept } = await actions.start('k1', act as never, 'INC-000042');
  await next(first);
  expect(await actions.start('k1', act as never, 'INC-000042')).toEqual({ handle: kept });
  expect(deployment.metadata.generation).toBe(2);
  const look = { handle: '2', incidentId: 'INC-000042', parameters: restart };
  await next(look);
  expect(await actions.look(act as never, kept, 'INC-000042')).toEqual({ status: 'running' });
  settle();
  await next(look);
  expect(await actions.look(act as never, kept, 'INC-000042')).toEqual({
    status: 'succeeded',
    output: 'orders is rolled out: 3 of 3 replicas available',
  });
  expect(invoked).toEqual([first, first, look, look]);
});

describe('the function', () => {
  test('scales, and says so at once where nothing has to change', async () => {
    const { cluster, settle } = fakeCluster();
    const scale = { key: 'k', parameters: { ...restart, do: 'scale', replicas: 5 } };
    expect(await handle(scale, cluster)).toEqual({ status: 'running', handle: '2' });
    settle();
    expect(await handle(scale, cluster)).toEqual({
      status: 'succeeded',
      output: 'orders is rolled out: 5 of 5 replicas available',
    });
  });

  test('makes a change whose answer was lost once more, which begins no second rollout', async () => {
    const { cluster, asked, deployment, loses } = fakeCluster();
    loses(1);
    expect(await handle({ key: 'k', parameters: restart }, cluster)).toEqual({ status: 'running', handle: '2' });
    expect([asked.length, deployment.metadata.generation]).toEqual([2, 2]);
    loses(2);
    await expect(handle({ key: 'other', parameters: restart }, cluster)).rejects.toThrow('ECONNRESET');
  });

  test('has failed where the rollout has', async () => {
    const { cluster, deployment, settle } = fakeCluster();
    await handle({ key: 'k', parameters: restart }, cluster);
    settle();
    deployment.status.conditions.push({ type: 'Progressing', reason: 'ProgressDeadlineExceeded', message: 'too slow' });
    expect(await handle({ handle: '2', parameters: restart }, cluster)).toEqual({
      status: 'failed',
      output: 'too slow',
    });
  });

  test.each<[string, Called['parameters'], string]>([
    ['a deployment that is not there', { ...restart, deployment: 'gone' }, 'there is no such deployment'],
    [
      'a name that leads elsewhere',
      { ...restart, deployment: '../secrets' },
      'namespace and deployment are names of Kubernetes',
    ],
    ['a verb that it does not have', { ...restart, do: 'delete' }, 'do is restart, or scale with replicas'],
    ['half a replica', { ...restart, do: 'scale', replicas: 0.5 }, 'do is restart, or scale with replicas'],
  ])('refuses %s', async (_, parameters, output) => {
    expect(await handle({ key: 'k', parameters }, fakeCluster().cluster)).toEqual({ status: 'failed', output });
  });

  test('has failed without the right to it, and says nothing of a cluster that fails', async () => {
    const answers =
      (status: number): Cluster =>
      async () => ({ status, body: {} });
    expect(await handle({ key: 'k', parameters: restart }, answers(403))).toMatchObject({ status: 'failed' });
    await expect(handle({ key: 'k', parameters: restart }, answers(500))).rejects.toThrow('the cluster answers 500');
  });
});

describe('its way into EKS', () => {
  const example = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

  test('an address is signed as in the example that AWS publishes', () => {
    const url = presigned(
      {
        host: 'examplebucket.s3.amazonaws.com',
        path: '/test.txt',
        service: 's3',
        region: 'us-east-1',
        parameters: {},
        headers: {},
        expires: 86_400,
        payload: 'UNSIGNED-PAYLOAD',
      },
      example,
      new Date('2013-05-24T00:00:00Z'),
    );
    expect(new URL(url).searchParams.get('X-Amz-Signature')).toBe(
      'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    );
  });

  test('a token names the cluster in a signed header, is good for a minute, and has no padding', () => {
    const token = tokenOf(
      'shop',
      'eu-central-1',
      { ...example, sessionToken: 'session' },
      new Date('2026-01-05T03:04:30Z'),
    );
    const [, text = ''] = /^k8s-aws-v1\.([\w-]+)$/.exec(token) ?? [];
    const url = new URL(Buffer.from(text, 'base64url').toString());
    expect([url.host, url.searchParams.get('X-Amz-SignedHeaders'), url.searchParams.get('X-Amz-Expires')]).toEqual([
      'sts.eu-central-1.amazonaws.com',
      'host;x-k8s-aws-id',
      '60',
    ]);
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('session');
  });

  test('it is let in over TLS of the cluster’s own authority, with the token', async () => {
    const own = authority();
    const issued = own.issue({ name: 'cluster', hosts: ['127.0.0.1'] });
    const asked: [string, IncomingMessage['headers']][] = [];
    const cluster = createServer(issued, (request, response) => {
      asked.push([request.url ?? '', request.headers]);
      response.end('{"metadata":{"generation":1}}');
    });
    await new Promise<void>((resolve) => cluster.listen(0, '127.0.0.1', resolve));
    const address = cluster.address();
    const url = `https://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    try {
      const answer = await clusterAt(url, own.cert, 'token')('PATCH', '/apis/apps/v1', { spec: {} });
      expect(answer).toEqual({ status: 200, body: { metadata: { generation: 1 } } });
      expect(asked[0]?.[0]).toBe('/apis/apps/v1');
      expect(asked[0]?.[1]).toMatchObject({
        authorization: 'Bearer token',
        'content-type': 'application/strategic-merge-patch+json',
      });
      await expect(clusterAt(url, authority().cert, 'token')('GET', '/')).rejects.toThrow(/certificate/);
    } finally {
      cluster.close();
    }
  });
});
