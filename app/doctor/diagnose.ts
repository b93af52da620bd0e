import { own } from '#core/own';
import type { Pack, People } from '#core/playbook/pack';
import { addressOf, type ChannelWords, carrierOf, type SetUp, type Vocabulary } from '#core/playbook/vocabulary';
import type { AccountFacts } from './account.ts';
import { namedSecrets } from './checks.ts';
import { concurrencyFinding } from './concurrency.ts';
import type { Finding } from './finding.ts';
import { linkFinding } from './link-length.ts';

/** What only a deployment knows; left out where a playbook is looked at alone. */
export interface Known {
  apiUrl: string;
  /** Base of the links in pages. */
  publicUrl: string;
  /** What stands before the name of each secret. */
  secretPrefix: string;
  /** When each provider called its hook last. */
  heard: Readonly<Record<string, string | undefined>>;
  /** What the account says of itself, where it was asked. */
  account?: AccountFacts;
}

/**
 * What stands between the channels that a playbook uses and the people whom they are to reach. That everybody has the addresses by which they
 * are paged is not looked at again: no playbook is read without.
 */
export function diagnose(
  { pack, people, vocabulary }: { pack: Pack; people: People; vocabulary: Vocabulary },
  known?: Known,
): Finding[] {
  const used = vocabulary.channels.filter((channel) => isUsed(channel, pack, people));
  return [
    ...used.flatMap((channel) => [
      ...secretsOf(channel, pack, people, known),
      ...(channel.setUp ?? []).map((step) => setUpOf(channel.tool, step, known?.account)),
      ...hookOf(channel, known),
    ]),
    ...namedSecrets(pack, prefixOf(known), known !== undefined),
    ...(known === undefined ? [] : [linkFinding(known.publicUrl), concurrencyFinding(known.account)]),
  ];
}

/** A step that only a person can tell of, or the account itself. */
function setUpOf(of: string, { tells, what, cure, takes }: SetUp, account: AccountFacts | undefined): Finding {
  const done = tells === undefined ? undefined : account?.[tells];
  if (done === true) return { of, what, state: 'ok' };
  return { of, what, state: done === undefined ? 'unknown' : 'missing', cure, takes };
}

const placesOf = (channel: ChannelWords, { playbook }: Pack) =>
  Object.values(playbook.places).flatMap((place) => {
    const form = carrierOf({ channels: [channel] }, place)?.form;
    return form === undefined ? [] : [{ place, form }];
  });

const isUsed = (channel: ChannelWords, pack: Pack, { people }: People): boolean =>
  placesOf(channel, pack).length > 0 || Object.values(people).some(({ channels }) => channels.includes(channel.tool));

const prefixOf = (known: Known | undefined): string => known?.secretPrefix ?? '<prefix of the secrets, else tocsin/>';

function secretsOf(channel: ChannelWords, pack: Pack, { people }: People, known: Known | undefined): Finding[] {
  const { tool, person, secrets = [] } = channel;
  const byPlaces = placesOf(channel, pack).flatMap(({ place, form }) => form.secrets(place));
  const byPeople =
    person !== 'none' && person.secret ? Object.values(people).flatMap((one) => addressOf(channel, one) ?? []) : [];
  const names = [...new Set([...secrets, ...byPlaces, ...byPeople])];
  if (names.length === 0) return [];
  const cure = `put what is missing into the JSON of the secret ${prefixOf(known)}channels; test-page says whether it is right`;
  return [{ of: tool, what: `secrets: ${names.join(', ')}`, state: 'unknown', cure, takes: 'minutes' }];
}

/** Whether the provider has ever called: until then nobody knows that its answers arrive. */
function hookOf({ tool, title, hears }: ChannelWords, known: Known | undefined): Finding[] {
  if (hears === undefined) return [];
  const what = `answers given in ${title} arrive here`;
  const at = known === undefined ? undefined : own(known.heard, tool);
  if (at !== undefined) return [{ of: tool, what: `${what}: last heard ${at}`, state: 'ok' }];
  const cure = hears
    .replaceAll('{api}', known?.apiUrl ?? '<address of the API>')
    .replaceAll('{secrets}', prefixOf(known));
  return [{ of: tool, what, state: known === undefined ? 'unknown' : 'missing', cure, takes: 'minutes' }];
}
