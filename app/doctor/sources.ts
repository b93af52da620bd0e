import type { Ports } from '#app/ports';
import { NotConfigured } from '#core/errors';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import type { Vocabulary } from '#core/playbook/vocabulary';
import type { Finding } from './finding.ts';

/** Whether each source that may post has a secret; left out is what could not be asked. */
export type SourceSecrets = Readonly<Record<string, boolean | undefined>>;

const mappingsOf = ({ playbook }: Pack): string[] => Object.keys(playbook.detection.mappings ?? {});
/** The sources that a playbook counts on: its mappings, and those that `detection.sources` names. */
const countedOn = (pack: Pack, { posting = [] }: Vocabulary): string[] => [
  ...posting.filter((name) => pack.playbook.detection.sources.includes(name)),
  ...mappingsOf(pack),
];

/** Looks for the secret of every source that may post. */
export async function lookForSecrets({
  sourceSecrets,
  deployed: { pack, vocabulary },
  log,
}: Pick<Ports, 'sourceSecrets' | 'deployed' | 'log'>): Promise<SourceSecrets | undefined> {
  if (sourceSecrets === undefined) return undefined;
  const isThere = async (name: string): Promise<boolean | undefined> => {
    try {
      return /[^\s,]/.test(await sourceSecrets.get(name, { fresh: true }));
    } catch (error) {
      if (error instanceof NotConfigured) return false;
      log.warn('the secret of a source could not be looked for', { source: name, error: String(error) });
      return undefined;
    }
  };
  const names = [...(vocabulary.posting ?? []), ...mappingsOf(pack)];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await isThere(name)] as const)));
}

/** Sources without a secret are refused. Those that have one are told too, whether the playbook counts on them or not. */
export function sourceFindings(
  pack: Pack,
  vocabulary: Vocabulary,
  prefix: string,
  secrets: SourceSecrets | undefined,
): Finding[] {
  const counted = countedOn(pack, vocabulary);
  return [...(vocabulary.posting ?? []), ...mappingsOf(pack)].flatMap((name): Finding[] => {
    const there = own(secrets, name);
    const secret = `${prefix}sources/${name}`;
    if (there === true) return [{ of: `source ${name}`, what: `the secret ${secret} is there`, state: 'ok' }];
    if (!counted.includes(name)) return [];
    return [
      {
        of: `source ${name}`,
        what: `the secret ${secret}, by which it is known; without it, what it posts is answered 503`,
        state: there === false ? 'missing' : 'unknown',
        cure: 'make it in Secrets Manager, and give it to the source; no deployment is needed',
        takes: 'minutes',
      },
    ];
  });
}
