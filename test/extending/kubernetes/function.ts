import { type Credentials, clusterAt, tokenOf } from './eks.ts';
import { outcomeOf } from './rollout.ts';

/** What Tocsin calls a function with: with `key` to start, with `handle` to look. */
export interface Called {
  key?: string;
  handle?: string;
  incidentId?: string;
  parameters: Record<string, string | number | boolean>;
}
export type Outcome = { status: 'running'; handle: string } | { status: 'succeeded' | 'failed'; output: string };
/** One request to the API server of a cluster. */
export type Cluster = (
  method: 'GET' | 'PATCH',
  path: string,
  body?: object,
) => Promise<{ status: number; body: unknown }>;

const name = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What to change of a deployment. The same key makes the same change, and the same change starts no second rollout. */
function changeOf({ key, incidentId, parameters }: Called): object | undefined {
  if (parameters['do'] === 'restart')
    return {
      spec: { template: { metadata: { annotations: { 'tocsin/restarted-by': `${incidentId ?? ''} ${key ?? ''}` } } } },
    };
  const { replicas } = parameters;
  if (parameters['do'] === 'scale' && Number.isInteger(replicas) && Number(replicas) >= 0)
    return { spec: { replicas } };
  return undefined;
}

/** `restart` or `scale` a deployment, and say how its rollout stands. */
export async function handle(called: Called, cluster: Cluster): Promise<Outcome> {
  const { namespace, deployment } = called.parameters;
  if (![namespace, deployment].every((one) => typeof one === 'string' && name.test(one)))
    return { status: 'failed', output: 'namespace and deployment are names of Kubernetes' };
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`;
  if (called.handle !== undefined) return outcomeOf(await cluster('GET', path));
  const change = changeOf(called);
  if (change === undefined) return { status: 'failed', output: 'do is restart, or scale with replicas' };
  return outcomeOf(await twice(() => cluster('PATCH', path, change)));
}

/** A request whose answer is lost is made once more: the change is the same. */
async function twice<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch {
    return request();
  }
}

/** The function itself. `CLUSTER`, `CLUSTER_URL` and `CLUSTER_CA` (base64) are what `aws eks describe-cluster` says. */
export const handler = async (called: Called): Promise<Outcome> => {
  const { CLUSTER = '', CLUSTER_URL = '', CLUSTER_CA = '', AWS_REGION = '' } = process.env;
  const credentials: Credentials = {
    accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
    sessionToken: process.env['AWS_SESSION_TOKEN'],
  };
  const token = tokenOf(CLUSTER, AWS_REGION, credentials, new Date());
  return handle(called, clusterAt(CLUSTER_URL, Buffer.from(CLUSTER_CA, 'base64').toString(), token));
};
