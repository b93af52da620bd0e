import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { own } from '#core/own';
import { addressOf } from '#core/playbook/vocabulary';
import type { Running } from '#local/bring-up';
import { channels } from '#plugins/channels/registry';
import { atEngine } from './engine-credentials.ts';

/**
 * As a phone does it: opens the link of the newest page to somebody, and presses the first button of what it finds there. `who` is a target
 * or a person, `persons` whom it means. Gives what it still waits for.
 */
export async function acknowledgeByLink(
  running: Running,
  { id, who, persons }: { id: string; who: string; persons: readonly string[] },
): Promise<string | undefined> {
  const addresses = await addressesOf(running, [who, ...persons]);
  const pages = running.inbox.messages({ incident: id, kind: 'page' });
  const page = pages.findLast(({ to }) => addresses.includes(to));
  const link = /https?:\/\/[^\s"<>\\]+\/i\/[A-Za-z0-9]{22}/.exec(JSON.stringify(page?.raw ?? {}))?.[0];
  if (link === undefined) return `a page to ${who} with a link`;
  const shown = await (await fetch(link)).text();
  const form = /<form[^>]*>(.*?)<\/form>/s.exec(shown)?.[1] ?? '';
  const fields = [...form.matchAll(/<input[^>]*name="(\w+)"[^>]*value="([^"]*)"/g)].map(
    ([, name = '', value = '']): [string, string] => [name, value],
  );
  const pressed = await fetch(link, { method: 'POST', body: new URLSearchParams(fields) });
  if (!pressed.ok) throw new Error(`the page behind the link answers ${pressed.status}`);
  return undefined;
}

/** Where pages to people and duty phones arrive, as the inbox calls it; a routing key is what the secret holds. */
async function addressesOf({ people, outputs }: Running, words: readonly string[]): Promise<string[]> {
  const client = new SecretsManagerClient(atEngine(outputs.engineUrl));
  const { SecretString = '{}' } = await client.send(new GetSecretValueCommand({ SecretId: 'tocsin/channels' }));
  client.destroy();
  const secrets = z.record(z.string(), z.string()).parse(JSON.parse(SecretString));
  return channels.flatMap((channel) =>
    words.flatMap((word) => {
      const address = addressOf(channel, own(people.people, word) ?? own(people.targets, word) ?? {});
      if (address === undefined || channel.person === 'none') return [];
      return [channel.person.secret ? (own(secrets, address) ?? '') : address];
    }),
  );
}
