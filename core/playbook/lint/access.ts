import { accessesOf } from '../access.ts';
import { type Finding, known, type Linted, note, wrong } from './finding.ts';

/** Words of a query by which tools take what must be kept secret. */
const secretWords = /[?&]([^=&]*(token|secret|passw|api[-_]?key|signature|credential)[^=&]*|key|sig|auth)=/i;

/** What calls say of themselves: certificates that exist, and no secret where it would be written down. */
export function* access({ playbook, runbooks, certificates }: Linted): Iterable<Finding> {
  const used = new Set<string>();
  for (const { of, file, at, path = '', auth, ca } of accessesOf({ playbook, runbooks })) {
    const [word] = secretWords.exec(path) ?? [];
    if (word !== undefined)
      yield wrong(
        [...at, 'path'],
        `the address holds ${JSON.stringify(word.slice(1))} and what stands behind it, which logs on its way would keep`,
        'a header instead, from a secret: auth: { headers: { <header>: <name of the secret> } }',
        file,
      );
    if (of === 'action' && auth?.sigv4?.service === 'aps')
      yield wrong(
        [...at, 'auth', 'sigv4', 'service'],
        'Amazon Managed Prometheus is read by checks; actions have no right there',
        'execute-api',
        file,
      );
    if (ca === undefined) continue;
    used.add(ca);
    yield* known([...at, 'ca'], ca, 'certificate', Object.keys(certificates), file);
  }
  yield* certificateFiles({ certificates });
  for (const file of Object.keys(certificates))
    if (!used.has(file)) yield { ...note([], `nothing names this certificate`, file), place: { line: 1, column: 1 } };
}

/** Files of certificates that are none. */
export function* certificateFiles({ certificates }: Pick<Linted, 'certificates'>): Iterable<Finding> {
  const place = { line: 1, column: 1 };
  for (const [file, pem] of Object.entries(certificates)) {
    if (/PRIVATE KEY/.test(pem))
      yield {
        file,
        place,
        message: 'this file holds a private key',
        hint: 'certificates alone; take the key away, and replace it: every reader of the playbook has it',
      };
    else if (!/^-----BEGIN CERTIFICATE-----\r?\n[\w+/=\s]+-----END CERTIFICATE-----\s*$/m.test(pem))
      yield { file, place, message: 'this is no certificate', hint: '-----BEGIN CERTIFICATE----- and so on: PEM' };
  }
}
