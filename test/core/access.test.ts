import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { accessesOf, secretsOf } from '#core/playbook/access';
import { parsePlaybook } from '#core/playbook/parse';
import { formatProblems } from '#core/playbook/source';
import { plugins, vocabularyOf } from '#plugins/registry';
import { authority } from '#test/certificates';
import { small } from './small-playbook.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const parsed = (texts: Record<string, string>) => parsePlaybook(texts, vocabularyOf(plugins), sha256);
const errors = 'errors: { kind: promql, title: Errors, base: prometheus, query: errors }';
/** The small playbook with fields more in its check of Prometheus. */
const withCheck = (fields: string, more: Record<string, string> = {}) => ({
  ...small,
  'playbook.yaml': (small['playbook.yaml'] ?? '').replace(errors, errors.replace(' }', `, ${fields} }`)),
  ...more,
});
const linesOf = (texts: Record<string, string>): string[] => {
  const result = parsed(texts);
  return 'problems' in result ? formatProblems(result.problems) : [];
};
const packOf = (texts: Record<string, string>) => {
  const result = parsed(texts);
  if ('problems' in result) throw new Error(formatProblems(result.problems).join('\n'));
  return result;
};
const own = authority();

test.each([
  'auth: { bearer: prometheus }',
  'auth: { basic: team-a/login }',
  'auth: { sigv4: { service: aps, region: eu-central-1 } }',
  'auth: { sigv4: { service: aps } }',
  'auth: { bearer: token, headers: { X-Scope-OrgID: tenant } }',
])('%s fits', (fields) => {
  expect(linesOf(withCheck(fields))).toEqual([]);
});

const name =
  'the name of a secret has 1 to 64 of A-Z a-z 0-9 _ - / and starts with a letter or digit; a value never stands in a playbook';
test.each([
  ['bearer: a, basic: b', 'auth', 'one of bearer, basic and sigv4; all of them set the header Authorization'],
  [
    'bearer: a, sigv4: { service: aps }',
    'auth',
    'one of bearer, basic and sigv4; all of them set the header Authorization',
  ],
  [
    'bearer: a, headers: { authorization: b }',
    'auth',
    'the header Authorization once: from headers, or from bearer, basic or sigv4',
  ],
  ['', 'auth', 'bearer, basic, sigv4 or headers'],
  ['bearer: "Bearer abc"', 'bearer', name],
  ['bearer: eyJhbGciOiJIUzI1NiJ9', 'bearer', name],
  ['bearer: glsa_0123456789abcdef', 'bearer', name],
  ['basic: "ops:word"', 'basic', name],
  ['sigv4: { service: aps, region: frankfurt }', 'region', 'a Region such as eu-central-1'],
])('auth: { %s } is refused with what is expected', (auth, field, hint) => {
  const [line = '', ...more] = linesOf(withCheck(`auth: { ${auth} }`));
  expect(more).toEqual([]);
  expect(line).toMatch(/^playbook\.yaml:38:\d+: /);
  expect(line).toContain(`does not fit ${field}; expected: ${hint}`);
});

test.each([
  ['auth: { bearers: token }', 'unknown key "bearers"; expected: bearer (of bearer, basic, sigv4, headers)'],
  ['auth: { headers: { Host: name } }', '"Host" cannot be a key here'],
  ['auth: { headers: { "X Key": name } }', '"X Key" cannot be a key here'],
  ['insecure: true', 'unknown key "insecure"'],
  ['ca: false', 'false does not fit ca'],
  ['ca: /etc/ssl/cert.pem', 'expected: a file of the playbook: certificates/<name>.pem'],
  ['ca: certificates/../people.pem', 'expected: a file of the playbook: certificates/<name>.pem'],
])('%s is refused: %s', (fields, said) => {
  expect(linesOf(withCheck(fields)).join('\n')).toContain(said);
});

test('a certificate that is not there is named, with those that are', () => {
  const texts = withCheck('ca: certificates/intrnal.pem', { 'certificates/internal.pem': own.cert });
  expect(linesOf(texts)).toEqual([
    expect.stringContaining(
      'there is no certificate "certificates/intrnal.pem"; expected: certificates/internal.pem (of certificates/internal.pem)',
    ),
  ]);
});

test('a private key, and a file that is no certificate, are refused', () => {
  const texts = withCheck('ca: certificates/a.pem', {
    'certificates/a.pem': `${own.cert}${own.key}`,
    'certificates/b.pem': 'hello',
  });
  expect(linesOf(texts)).toEqual([
    'certificates/a.pem:1:1: this file holds a private key; expected: certificates alone; take the key away, and replace it: every reader of the playbook has it',
    'certificates/b.pem:1:1: this is no certificate; expected: -----BEGIN CERTIFICATE----- and so on: PEM',
  ]);
});

test('a certificate that nothing names is a note', () => {
  const { notes } = packOf({ ...small, 'certificates/internal.pem': own.cert });
  expect(notes).toContainEqual({
    file: 'certificates/internal.pem',
    line: 1,
    column: 1,
    message: 'nothing names this certificate',
  });
});

test('certificates are packed, and count for the hash; a playbook without any keeps its own', () => {
  const before = packOf(small).pack;
  const { pack } = packOf(withCheck('ca: certificates/internal.pem', { 'certificates/internal.pem': own.cert }));
  expect(pack.certificates).toEqual({ 'certificates/internal.pem': own.cert });
  expect(before).not.toHaveProperty('certificates');
  const { playbook, runbooks, templates } = before;
  expect(before.hash).not.toBe(pack.hash);
  expect(Object.keys({ playbook, runbooks, templates })).toHaveLength(3);
});

test.each(['/health?token=abc', '/health?v=1&api_key=abc', '/health?X-Amz-Signature=abc', '/health?key=abc'])(
  'a secret in an address, %s, is refused with the way that keeps it out of logs',
  (path) => {
    const text = (small['playbook.yaml'] ?? '').replace('path: /health', `path: "${path}"`);
    expect(linesOf({ ...small, 'playbook.yaml': text })).toEqual([
      expect.stringContaining(
        'which logs on its way would keep; expected: a header instead, from a secret: auth: { headers: { <header>: <name of the secret> } }',
      ),
    ]);
  },
);

test('a query without a secret stays as it is', () => {
  const text = (small['playbook.yaml'] ?? '').replace('path: /health', 'path: "/health?deep=true&monkey=1"');
  expect(linesOf({ ...small, 'playbook.yaml': text })).toEqual([]);
});

test('an action signed for Prometheus is refused: it would be refused with 403 in the incident', () => {
  const act = '{ kind: http, base: shop, path: /restart, auth: { sigv4: { service: aps } } }';
  const runbook = `id: restart
title: Restart
steps:
  - { id: restart, title: Restart, act: ${act}, timeout: 300s }
`;
  expect(linesOf({ ...small, 'runbooks/restart.yaml': runbook })).toEqual([
    'runbooks/restart.yaml:4:109: Amazon Managed Prometheus is read by checks; actions have no right there; expected: execute-api',
  ]);
});

test('an action may be called with credentials, and so may the one that takes it back', () => {
  const act = (fields: string) => `{ kind: http, base: shop, path: /restart, ${fields} }`;
  const texts = {
    ...small,
    'runbooks/restart.yaml': `id: restart
title: Restart
steps:
  - { id: restart, title: Restart, act: ${act('auth: { bearer: deploy }')}, undo: ${act('auth: { basic: x, bearer: y }')}, timeout: 300s }
`,
  };
  expect(linesOf(texts)).toEqual([expect.stringContaining('runbooks/restart.yaml:4:')]);
  const { pack } = packOf({
    ...texts,
    'runbooks/restart.yaml': texts['runbooks/restart.yaml'].replace('basic: x, ', ''),
  });
  expect(accessesOf(pack).filter(({ of }) => of === 'action')).toEqual([
    {
      of: 'action',
      file: 'runbooks/restart.yaml',
      at: ['steps', 0, 'act'],
      base: 'shop',
      path: '/restart',
      auth: { bearer: 'deploy' },
    },
    {
      of: 'action',
      file: 'runbooks/restart.yaml',
      at: ['steps', 0, 'undo'],
      base: 'shop',
      path: '/restart',
      auth: { bearer: 'y' },
    },
  ]);
});

test('all secrets of an entry, by name', () => {
  expect(secretsOf({ auth: { bearer: 'a', headers: { 'X-Key': 'b' } } })).toEqual(['a', 'b']);
  expect(secretsOf({ auth: { sigv4: { service: 'aps' } } })).toEqual([]);
  expect(secretsOf({})).toEqual([]);
});
