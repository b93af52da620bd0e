import { settings } from '#adapters/aws/environment';
import { type Objects, type Place, placeOf, s3Objects } from '#adapters/aws/objects';
import type { Published } from '#adapters/aws/published';
import { redactText } from '#adapters/aws/redact';
import type { Ports } from '#app/ports';
import { NotConfigured } from '#core/errors';
import { plugins, vocabularyOf } from '#plugins/registry';

/** Milliseconds after which a function asks whether the object has changed. */
const maxAge = 60_000;

/** Only the publisher of this very release writes the object, after it has parsed all of it: to do so again would be a fifth of a cold start. */
function ownOf(text: string): Published {
  const published = JSON.parse(text) as Partial<Published> | null;
  if (typeof published?.pack?.hash !== 'string' || published.people === undefined || published.catchAll === undefined)
    throw new NotConfigured('the published object is not one of ours');
  return published as Published;
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
    if (found !== undefined) kept = { etag: found.etag, asked, published: ownOf(found.text) };
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
        const { topics: _, alarmPrefix, groupRoles, signIn, pasted, ...rest } = of;
        const deployed = {
          ...rest,
          vocabulary,
          ...(alarmPrefix !== undefined && { alarmPrefix }),
          ...(groupRoles !== undefined && { groupRoles }),
          ...(signIn !== undefined && { signIn }),
          ...(pasted !== undefined && { pasted }),
        };
        kept = { of, deployed };
      }
      return kept.deployed;
    },
  };
};
