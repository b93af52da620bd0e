import * as z from 'zod';
import { logPorts } from '#adapters/aws/log';
import { type Objects, placeOf, s3Objects } from '#adapters/aws/objects';
import { Alarms, DeploymentSettings, Published } from '#adapters/aws/published';
import { redactText } from '#adapters/aws/redact';
import type { Ports } from '#app/ports';
import { handler as on } from '#runtime/lambda';

const Place = z.object({ Bucket: z.string(), Key: z.string() });
const Common = z.object({
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
});
const ResourceProperties = Place.extend({ Playbook: Place, Alarms: Place, Settings: z.string() });
/** What CloudFormation asks of the function behind a custom resource (docs.aws.amazon.com/AWSCloudFormation, crpg-ref-requests). */
export const Request = z.discriminatedUnion('RequestType', [
  Common.extend({ RequestType: z.literal('Create'), ResourceProperties }),
  Common.extend({ RequestType: z.literal('Update'), PhysicalResourceId: z.string(), ResourceProperties }),
  Common.extend({ RequestType: z.literal('Delete'), PhysicalResourceId: z.string() }),
]);
export type Request = z.infer<typeof Request>;

interface Needs extends Pick<Ports, 'log'> {
  objects: Objects;
  answer: (url: string, body: string) => Promise<void>;
}

/** Writes the object that all other functions read, or removes it. What does not fit fails the deployment here, not a page at night. */
async function carriedOut({ objects }: Needs, request: Request): Promise<string> {
  if (request.RequestType === 'Delete') {
    const { PhysicalResourceId: id } = request;
    // of a creation that failed before it had a name there is nothing to remove
    if (/^[^/]+\/.+\.json$/.test(id)) await objects.remove(placeOf(id));
    return id;
  }
  const { Bucket: bucket, Key: key, Playbook, Alarms: Named, Settings } = request.ResourceProperties;
  const read = async (of: z.infer<typeof Place>): Promise<unknown> => {
    const found = await objects.get({ bucket: of.Bucket, key: of.Key });
    return JSON.parse(found?.text ?? '');
  };
  const settings = DeploymentSettings.parse(JSON.parse(Settings));
  const [playbook, named] = await Promise.all([read(Playbook), read(Named)]);
  const alarms = { ...Alarms.parse(named), ...settings.alarms };
  const published = Published.parse({ ...(playbook as object), ...settings, alarms });
  await objects.put({ bucket, key }, JSON.stringify(published));
  return `${bucket}/${key}`;
}

/** Carries out one request and tells CloudFormation how it ended, in whichever way it did: a request without an answer holds a stack for an hour. */
export async function publish(ports: Needs, request: Request): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = request;
  const failedId = 'PhysicalResourceId' in request ? request.PhysicalResourceId : 'nothing was published';
  const ended = await carriedOut(ports, request).then(
    (PhysicalResourceId) => ({ Status: 'SUCCESS', PhysicalResourceId }),
    (error: unknown) => {
      const reason = redactText(`${error instanceof Error ? error.name : ''}: ${String(error)}`).slice(0, 2_000);
      ports.log.error('nothing was published', { reason });
      return { Status: 'FAILED', PhysicalResourceId: failedId, Reason: reason };
    },
  );
  await ports.answer(request.ResponseURL, JSON.stringify({ ...ended, StackId, RequestId, LogicalResourceId }));
}

/** The address is signed for a request without a content type. */
async function answer(url: string, body: string): Promise<void> {
  const response = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
  if (!response.ok) throw new Error(`CloudFormation took no answer: ${response.status}`);
}

export const handler = on(Request, publish, async () => ({ ...logPorts(), objects: s3Objects(), answer }));
