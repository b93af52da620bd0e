import type { Outcome } from './function.ts';

interface Deployment {
  metadata?: { name?: string; generation?: number };
  spec?: { replicas?: number };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    conditions?: { type: string; reason?: string; message?: string }[];
  };
}

/** How a rollout stands, as `kubectl rollout status` says it; what the API server did not answer is thrown. */
export function outcomeOf({ status, body }: { status: number; body: unknown }): Outcome {
  if (status === 404) return { status: 'failed', output: 'there is no such deployment' };
  if (status === 401 || status === 403)
    return { status: 'failed', output: `the cluster answers ${status}: the role of the function may not do it` };
  if (status < 200 || status > 299) throw new Error(`the cluster answers ${status}`);
  const { metadata = {}, spec = {}, status: is = {} } = body as Deployment;
  const { generation = 0, name = 'the deployment' } = metadata;
  const running: Outcome = { status: 'running', handle: String(generation) };
  if (generation > (is.observedGeneration ?? 0)) return running;
  const progressing = is.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded')
    return { status: 'failed', output: progressing.message ?? 'ProgressDeadlineExceeded' };
  const { replicas: wanted = 1 } = spec;
  const { replicas: all = 0, updatedReplicas: updated = 0, availableReplicas: available = 0 } = is;
  if (updated < wanted || all > updated || available < updated) return running;
  return { status: 'succeeded', output: `${name} is rolled out: ${available} of ${wanted} replicas available` };
}
