import * as z from 'zod';
import { settings } from '#adapters/aws/environment';
import { type Objects, type Place, s3Objects } from '#adapters/aws/objects';
import { redactText } from '#adapters/aws/redact';
import type { Ports } from '#app/ports';
import { roles } from '#app/api/roles';
import { NotConfigured } from '#core/errors';
import { Pack } from '#core/playbook/pack';
import { People } from '#core/playbook/people';
import { plugins, vocabularyOf } from '#plugins/registry';

const text = z.string().min(1);
/** What each alarm that may open incidents watches, by its name. */
export const Alarms = z.record(z.string(), z.strictObject({ service: text, rule: text }));
/** The deployment's own part: addresses and names that a stack makes up among them. */
export const DeploymentSettings = z.strictObject({
  alarms: Alarms,
  alarmPrefix: text.optional(),
  /** Base address of each service, or null. */
  bases: z.record(z.string(), text.nullable()),
  /** ARN of each function that runbooks may call, and of each topic, by the playbook's name. */
  functions: z.record(z.string(), text),
  topics: z.record(z.string(), text),
  speed: z.number().positive(),
  marginSeconds: z.number().nonnegative(),
  apiUrl: text,
  dashboardUrl: text,
  /** Target that is paged when the machinery itself fails. */
  catchAll: text,
  /** The role of each group of the identity provider, by the group's whole name. */
  groupRoles: z.record(text, z.enum(roles)).optional(),
});
export type DeploymentSettings = z.infer<typeof DeploymentSettings>;
/** The one object that functions read of a deployment. */
export const Published = DeploymentSettings.extend({ pack: Pack, people: People });
export type Published = z.infer<typeof Published>;

/** Milliseconds after which a function asks whether the object has changed. */
const maxAge = 60_000;

/** `bucket/key`, as the variable `DEPLOYED` has it. */
export function placeOf(deployed: string): Place {
  const slash = deployed.indexOf('/');
  return { bucket: deployed.slice(0, slash), key: deployed.slice(slash + 1) };
}

export interface DeployedObject {
  /** Reads it, or asks whether it has changed. When that fails, what was read before goes on to hold. */
  refresh: () => Promise<void>;
  /** Throws `NotConfigured` before it was read. */
  current: () => Published;
}

/** The published object, read once and kept; at most a minute old whenever an invocation begins. */
export function deployedObject({
  objects,
  place,
  now = Date.now,
  warn = (line) => process.stderr.write(`${line}\n`),
}: {
  objects: () => Objects;
  place: () => Place;
  now?: () => number;
  warn?: (line: string) => void;
}): DeployedObject {
  let store: Objects | undefined;
  let kept: { etag: string; asked: number; published: Published } | undefined;
  const read = async () => {
    store ??= objects();
    const found = await store.get(place(), kept?.etag);
    const asked = now();
    if (found !== undefined) kept = { etag: found.etag, asked, published: Published.parse(JSON.parse(found.text)) };
    else if (kept !== undefined) kept = { ...kept, asked };
  };
  return {
    async refresh() {
      if (kept === undefined) return read();
      if (now() - kept.asked < maxAge) return;
      try {
        await read();
      } catch (error) {
        // a page goes out by yesterday's people rather than not at all; the next invocation asks again
        warn(
          JSON.stringify({
            level: 'ERROR',
            message: 'the deployment could not be read again',
            error: redactText(String(error)),
          }),
        );
      }
    },
    current() {
      if (kept === undefined) throw new NotConfigured('the deployment was not read');
      return kept.published;
    },
  };
}

const own = deployedObject({ objects: s3Objects, place: () => placeOf(settings('deployed').DEPLOYED) });
/** What is deployed now, with addresses that are no port's business. */
export const { refresh: refreshDeployed, current: published } = own;

/** What is deployed, for decisions; `refreshDeployed` comes first. */
export const deployedPorts = (): Pick<Ports, 'deployed'> => {
  const vocabulary = vocabularyOf(plugins);
  let kept: { of: Published; deployed: Ports['deployed'] } | undefined;
  return {
    get deployed() {
      const of = published();
      if (kept?.of !== of) {
        const { topics: _, alarmPrefix, groupRoles, ...rest } = of;
        const deployed = {
          ...rest,
          vocabulary,
          ...(alarmPrefix !== undefined && { alarmPrefix }),
          ...(groupRoles !== undefined && { groupRoles }),
        };
        kept = { of, deployed };
      }
      return kept.deployed;
    },
  };
};
