import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidPlaybook, loadPlaybook } from '#adapters/files/load-playbook';
import { parsePlaybook } from '#core/playbook/parse';
import { formatProblems } from '#core/playbook/source';
import { http as httpAction } from '#plugins/actions/http/action';
import { lambda } from '#plugins/actions/lambda/action';
import { email } from '#plugins/channels/email/channel';
import { inApp } from '#plugins/channels/in-app/channel';
import { jira } from '#plugins/channels/jira/channel';
import { pagerduty } from '#plugins/channels/pagerduty/channel';
import { slack } from '#plugins/channels/slack/channel';
import { sms } from '#plugins/channels/sms/channel';
import { sns } from '#plugins/channels/sns/channel';
import { statusApi } from '#plugins/channels/status-api/channel';
import { statuspage } from '#plugins/channels/statuspage/channel';
import { cloudwatch } from '#plugins/checks/cloudwatch/check';
import { http as httpCheck } from '#plugins/checks/http/check';
import { promql } from '#plugins/checks/promql/check';
import { faultOf } from '#plugins/expression';
import cases from './cases/bad-playbooks.json' with { type: 'json' };
import { small } from './small-playbook.ts';

/** Words whose lists stand in the messages below: a plugin more must not change them. */
const vocabulary = {
  channels: [slack, pagerduty, sms, email, sns, statuspage],
  checks: [httpCheck, promql, cloudwatch],
  actions: [httpAction, lambda],
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const linesOf = (texts: Record<string, string>): string[] => {
  const parsed = parsePlaybook(texts, vocabulary, sha256);
  return 'problems' in parsed ? formatProblems(parsed.problems) : [];
};

test('the small playbook has no problems', () => {
  expect(linesOf(small)).toEqual([]);
});

test('what is knowingly not met is accepted to the end of its day, in the playbook’s zone; then validate says that the day is past', () => {
  const accept = 'accept:\n  - { claim: paged-twice, reason: Nobody else is there, until: "2026-03-31" }\n';
  const texts = { ...small, 'playbook.yaml': `${small['playbook.yaml']}${accept}` };
  const notesAt = (at: string): string[] => {
    const parsed = parsePlaybook(texts, vocabulary, sha256, new Date(at));
    if ('problems' in parsed) throw new Error(formatProblems(parsed.problems).join('\n'));
    return parsed.notes.flatMap(({ message }) => (message.includes('paged-twice') ? [message] : []));
  };
  expect(notesAt('2026-03-31T21:59:59Z')).toEqual([]);
  expect(notesAt('2026-03-31T22:00:00Z')).toEqual([
    'that paged-twice is not met was accepted until 2026-03-31: meet it, or say why it is still accepted, and until when',
  ]);
});

test('a template of readiness that no entry uses is a note, as every template that no message uses; a word that exists nowhere stays an error', () => {
  const judged = (text: string) => {
    const parsed = parsePlaybook({ ...small, 'templates/figures.liquid': text }, vocabulary, sha256);
    if ('problems' in parsed) return formatProblems(parsed.problems);
    return parsed.notes.flatMap(({ file, message }) => (file.startsWith('templates/') ? [`${file}: ${message}`] : []));
  };
  const unused = 'templates/figures.liquid: no message uses this template';
  expect(judged('{{ readiness.id }}: {{ period.incidents }}\n')).toEqual(expect.arrayContaining([unused]));
  expect(judged('{{ incident.id }}\n')).toEqual(expect.arrayContaining([unused]));
  expect(judged('{{ readines.id }}\n')).toEqual([
    expect.stringMatching(/^templates\/figures\.liquid:1:4: there is no variable readines; expected: /),
  ]);
});

test('a place of tickets names a severity that does not exist', () => {
  const tickets =
    "  tickets: { tool: jira, base: 'https://shop.atlassian.net', project: OPS, issueType: Task, secret: jira, priority: { SEV1: Highest, SEV3: Low } }\n";
  const playbook = small['playbook.yaml']?.replace('  status: {', `${tickets}  status: {`) ?? '';
  const parsed = parsePlaybook(
    { ...small, 'playbook.yaml': playbook },
    { ...vocabulary, channels: [...vocabulary.channels, jira] },
    sha256,
  );
  expect('problems' in parsed ? formatProblems(parsed.problems) : []).toEqual([
    'playbook.yaml:60:134: there is no severity "SEV3"; expected: SEV1 (of SEV1, SEV2)',
  ]);
});

test('a mapping of a status API names a severity that does not exist', () => {
  const page =
    "  own: { tool: status-api, base: 'https://status.shop.example', path: /incidents, secret: page, body: { title: subject, level: { of: severity, map: { SEV1: 3, SEV3: 1 } } } }\n";
  const playbook = small['playbook.yaml']?.replace('  status: {', `${page}  status: {`) ?? '';
  const parsed = parsePlaybook(
    { ...small, 'playbook.yaml': playbook },
    { ...vocabulary, channels: [...vocabulary.channels, statusApi] },
    sha256,
  );
  expect('problems' in parsed ? formatProblems(parsed.problems) : []).toEqual([
    'playbook.yaml:60:160: there is no severity "SEV3"; expected: SEV1 (of SEV1, SEV2)',
  ]);
});

test('a text that is prepared for a task has at most 1,000 characters: it is used whole', () => {
  const given = '  - { id: post, do: { task: lead, text: Post it, template: status } }\n';
  const playbook = (small['playbook.yaml'] ?? '').replace('levels:\n', () => `${given}levels:\n`);
  const saying = (length: number) =>
    linesOf({ ...small, 'playbook.yaml': playbook, 'templates/status.liquid': 'x'.repeat(length) });
  expect([saying(1_000), saying(1_001)]).toEqual([
    [],
    [
      'templates/status.liquid:1:1: at its longest this text has 1001 characters, one that is prepared for a task 1000; expected: less text for escalated, for example | truncate: 200',
    ],
  ]);
});

test('what would be told to a place after it has been emptied is refused', () => {
  const banner =
    "  banner: { tool: in-app, public: true, base: 'https://api.shop.example', path: /notices, secret: app }\n";
  const saying = (chapter: 'communication' | 'updates', entry: string): string[] => {
    const playbook = (small['playbook.yaml'] ?? '')
      .replace('  status: {', () => `${banner}  status: {`)
      .replace(`\n${chapter}:\n`, () => `\n${chapter}:\n  - ${entry}\n`);
    const parsed = parsePlaybook(
      { ...small, 'playbook.yaml': playbook },
      { ...vocabulary, channels: [...vocabulary.channels, inApp] },
      sha256,
    );
    return 'problems' in parsed ? formatProblems(parsed.problems) : [];
  };
  const telling = (when: string) =>
    saying('communication', `{ id: app, ${when}, do: { tell: banner, template: status } }`);
  const update = (to: string) =>
    saying(
      'updates',
      `{ id: app, title: users, to: ${to}, writer: IC, template: status, every: 1h, final: { within: 1h, template: status } }`,
    );
  expect([telling('on: [assessed, resolved]'), update('[banner, incidents]')]).toEqual([[], []]);
  const late = (column: number) => [
    `playbook.yaml:56:${column}: banner shows something only while the incident lasts, and this comes after its end; expected: no such action: it is withdrawn there without a rule`,
  ];
  expect(telling('on: [resolved, ended]')).toEqual(late(43));
  expect(telling('after: 1d, since: resolved')).toEqual(late(48));
  expect(saying('communication', '{ id: app, on: closed, do: { ticket: banner, template: status } }')).toEqual(
    late(32),
  );
  expect(update('banner')).toEqual([
    'playbook.yaml:64:90: banner shows something only while the incident lasts, and this is asked for after its end; expected: no final, or a place besides that keeps what it was told',
  ]);
});

test.each(cases)('$name', ({ file, find, replace, lines }) => {
  const text = small[file] ?? '';
  expect(text.split(find).length, `${find} stands once in ${file}`).toBe(2);
  expect(linesOf({ ...small, [file]: text.replace(find, () => replace) })).toEqual(lines);
});

test('targets that all mean nobody yet are refused: a catch-all would reach nobody', () => {
  const people = (small['people.yaml'] ?? '')
    .replace("starts: '2026-01-05'", "starts: '2099-01-05'")
    .replace('lead: { title: Lead, person: alice }', 'lead: { title: Lead, rotation: weekly }');
  const at = new Date('2026-03-11T14:02:00Z');
  const parsed = parsePlaybook({ ...small, 'people.yaml': people }, vocabulary, sha256, at);
  expect('problems' in parsed ? formatProblems(parsed.problems) : []).toEqual([
    'people.yaml:8:3: no target means anybody now, so no catch-all would reach anybody; expected: at least one target that is a person, or a rotation that has begun',
  ]);
});

test('all that is wrong is said at once, over all files, in their order', () => {
  const playbook = (small['playbook.yaml'] ?? '')
    .replace('respond: 5m', 'respond: five')
    .replace('group: service', 'group: services');
  const people = (small['people.yaml'] ?? '').replace('channels: [email]', 'channels: [mail]');
  expect(linesOf({ ...small, 'playbook.yaml': playbook, 'people.yaml': people })).toMatchInlineSnapshot(`
    [
      "playbook.yaml:16:25: there is no moment "five"; expected: a moment that exists; there is none",
      "playbook.yaml:34:10: "services" is not allowed for group; expected: service (of service, signal)",
      "people.yaml:4:57: "mail" is not allowed for channels[0]; expected: email (of slack, pagerduty, sms, email)",
    ]
  `);
});

test('a shape that is wrong in one place hides no unknown name in another', () => {
  const playbook = (small['playbook.yaml'] ?? '')
    .replace('settle: 60s', 'settle: soon')
    .replace('page: primary', 'page: primry');
  expect(linesOf({ ...small, 'playbook.yaml': playbook })).toMatchInlineSnapshot(`
    [
      "playbook.yaml:51:76: there is no target of people.yaml or role "primry"; expected: primary (of primary, lead, IC, CL, level.1)",
      "playbook.yaml:71:11: "soon" does not fit settle; expected: a duration is a whole number and one of s, m, h, d, w: 60s, 5m, 1h, 2d, 1w",
    ]
  `);
});

test('a missing file is said', () => {
  const { 'people.yaml': _, ...rest } = small;
  expect(linesOf(rest)).toMatchInlineSnapshot(`
    [
      "people.yaml:1:1: this file is missing; expected: a file people.yaml in the playbook's directory",
    ]
  `);
});

test('a playbook over 300 KB is refused', () => {
  const long = `{{ incident.title }}{% comment %}${'x'.repeat(155_000)}{% endcomment %}`;
  expect(linesOf({ ...small, 'templates/opened.liquid': long, 'templates/escalated.liquid': long })).toEqual([
    expect.stringMatching(/^playbook\.yaml:1:1: packed, the playbook has \d+ bytes; expected: at most 307200 bytes/),
  ]);
});

test('a directory that holds nothing names the two files it must have', () => {
  const dir = mkdtempSync(join(tmpdir(), 'playbook-'));
  try {
    expect(() => loadPlaybook(dir)).toThrow(InvalidPlaybook);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('the hash follows the rules and not the order of keys, comments or people', () => {
  const hashOf = (texts: Record<string, string>) => {
    const parsed = parsePlaybook(texts, vocabulary, sha256);
    return 'pack' in parsed ? parsed.pack.hash : undefined;
  };
  const hash = hashOf(small);
  const playbook = small['playbook.yaml'] ?? '';
  expect(hash).toMatch(/^[0-9a-f]{32}$/);
  expect(
    hashOf({
      ...small,
      'playbook.yaml': `# a comment\n${playbook.replace('version: 1\nname: small\n', 'name: small\nversion: 1\n')}`,
    }),
  ).toBe(hash);
  expect(hashOf({ ...small, 'people.yaml': (small['people.yaml'] ?? '').replace('name: Bob', 'name: Robert') })).toBe(
    hash,
  );
  expect(hashOf({ ...small, 'playbook.yaml': playbook.replace('respond: 5m', 'respond: 6m') })).not.toBe(hash);
});

test('places say where each rule stands', () => {
  const parsed = parsePlaybook(small, vocabulary, sha256);
  if ('problems' in parsed) throw new Error('problems');
  expect(parsed.pack.places).toMatchObject({
    'escalation.1': 'playbook.yaml:52',
    'severities.0': 'playbook.yaml:14',
    'severities.0.targets.respond': 'playbook.yaml:16',
    'runbooks.restart.steps.0': 'runbooks/restart.yaml:4',
  });
});

test('where the playbook is silent there is a note, and no problem', () => {
  const parsed = parsePlaybook(small, vocabulary, sha256);
  expect(
    'notes' in parsed ? parsed.notes.map((n) => `${n.file}:${n.line}:${n.column}: ${n.message}`) : [],
  ).toMatchInlineSnapshot(`
    [
      "playbook.yaml:1:1: no task must be done before an incident is closed: incidents close automatically",
      "playbook.yaml:1:1: there is no war room",
      "playbook.yaml:5:1: 2 ids a day; beyond that the number gets longer",
      "playbook.yaml:14:5: SEV1 has no review meeting",
      "playbook.yaml:14:5: SEV1 has no observation window after the resolution",
      "playbook.yaml:17:5: SEV2 has no response target, so a miss is never recorded",
      "playbook.yaml:17:5: SEV2 has no resolution target, so a miss is never recorded",
      "playbook.yaml:49:1: the most pages at one moment: 1, for SEV1 by first",
      "playbook.yaml:77:1: nobody is reminded of action items: there are no reminders",
      "people.yaml:4:46: a page reaches bob only by email, which wakes nobody",
    ]
  `);
});

test('who has none of the channels that a page names is noted, and whose page goes by their own all the same', () => {
  const playbook = (small['playbook.yaml'] ?? '').replace(
    'do: { page: primary }',
    'do: { page: [primary, IC], via: sms }',
  );
  const parsed = parsePlaybook({ ...small, 'playbook.yaml': playbook }, vocabulary, sha256);
  expect('notes' in parsed ? parsed.notes.filter(({ line }) => line === 51) : parsed).toEqual([
    {
      file: 'playbook.yaml',
      line: 51,
      column: 91,
      message: 'rule first pages by sms, of which bob has none: all of their own channels are used',
    },
  ]);
});

test('of a ladder the note names everybody who has none of the channels that their steps share, once and where it is written', () => {
  const playbook = (small['playbook.yaml'] ?? '').replace(
    '  - { id: second, if',
    '  - { ladder: chain, if: { severity: SEV1 }, after: 20m, unless: acknowledged, via: pagerduty, page: [{ page: lead, via: sms }, primary, [lead, primary]] }\n  - { id: second, if',
  );
  const parsed = parsePlaybook({ ...small, 'playbook.yaml': playbook }, vocabulary, sha256);
  expect('notes' in parsed ? parsed.notes.filter(({ line }) => line === 52) : parsed).toEqual([
    {
      file: 'playbook.yaml',
      line: 52,
      column: 80,
      message: 'ladder chain pages by pagerduty, of which alice, bob have none: all of their own channels are used',
    },
  ]);
});

test('a service for which team.oncall means nobody is noted, where something asks for it', () => {
  const playbook = (small['playbook.yaml'] ?? '').replace(
    '  shop: { title: Shop, critical: true }',
    '  shop: { title: Shop, critical: true, team: web }\n  mail: { title: Mail, team: back }\n  search: { title: Search }\nteams:\n  web: { title: Web, oncall: primary }\n  back: { title: Back }',
  );
  const notesOf = (text: string): string[] => {
    const parsed = parsePlaybook({ ...small, 'playbook.yaml': text }, vocabulary, sha256);
    return 'notes' in parsed
      ? parsed.notes.map(({ message }) => message).filter((m) => m.includes('on-call'))
      : ['wrong'];
  };
  expect(notesOf(playbook)).toEqual([]);
  expect(notesOf(playbook.replace('do: { page: primary }', 'do: { page: team.oncall }'))).toEqual([
    'mail has no team with an on-call: team.oncall means nobody for it, and a page goes to the catch-all',
    'search has no team with an on-call: team.oncall means nobody for it, and a page goes to the catch-all',
  ]);
});

test('reminders on business days need a calendar that says which those are', () => {
  const playbook = (small['playbook.yaml'] ?? '')
    .replace(/^businessCalendar: .*\n/m, '')
    .replace('on: [opened]', 'on: [opened, item-due]')
    .replace('horizon: soon }', "horizon: soon }\n  reminders: { at: '09:00', before: [1d], businessDay: true }");
  expect(linesOf({ ...small, 'playbook.yaml': playbook })).toEqual([
    'playbook.yaml:80:56: businessDay needs a calendar, and businessCalendar is not set; expected: businessCalendar: one of calendars',
  ]);
});

test('a rule for item-due has no condition that would keep an owner unreminded, wakes nobody, and is the only one', () => {
  const playbook = (small['playbook.yaml'] ?? '')
    .replace('on: opened, do', 'on: [opened, item-due], if: { severity: SEV1 }, do')
    .replace('on: mitigation-started, do: {', 'on: item-due, do: [{ page: lead }, {')
    .replace('template: status } }', 'template: status }] }')
    .replace('horizon: soon }', "horizon: soon }\n  reminders: { at: '09:00', before: [1d] }");
  expect(linesOf({ ...small, 'playbook.yaml': playbook })).toEqual([
    'playbook.yaml:56:5: a condition of a rule for item-due: every owner is reminded, whatever the incident was; expected: no if and no unless, and a rule of its own where it has other events too',
    'playbook.yaml:56:5: item-due beside other events; expected: a rule with on: item-due alone',
    'playbook.yaml:57:5: an action item that is due wakes nobody; expected: tell, and nothing else',
    'playbook.yaml:57:5: a second rule for item-due; expected: one rule with on: item-due',
  ]);
});

test('more than 500 people paged at one moment are refused, with the rules that page them', () => {
  const with_ = (count: number): string[] => {
    const ids = Array.from({ length: count }, (_, n) => `p${n}`);
    const people = (small['people.yaml'] ?? '')
      .replace(
        'people:\n',
        `people:\n${ids.map((id) => `  ${id}: { name: ${id}, email: ${id}@example.org, channels: [email] }\n`).join('')}`,
      )
      .replace('lead: { title: Lead, person: alice }', `lead: { title: Lead, people: [${ids.join(', ')}] }`);
    return linesOf({ ...small, 'people.yaml': people });
  };
  expect(with_(500)).toEqual([]);
  expect(with_(501)).toEqual([
    'playbook.yaml:52:5: 501 people are paged at one moment for SEV1, by second; expected: at most 500 people at one moment: a smaller target, or a later rule for some of them',
    'playbook.yaml:54:5: 501 people are paged at one moment by the level management; expected: at most 500 people at one moment',
  ]);
});

test('more than 200 messages at one moment are refused at the one that is too many', () => {
  const told = (count: number, severity?: string): string[] => {
    const places = Array.from({ length: count - 1 }, (_, n) => `team-${n}`);
    const playbook = (small['playbook.yaml'] ?? '')
      .replace(
        'places:\n',
        `places:\n${places.map((id) => `  ${id}: { tool: slack, channel: '#${id}', secret: slack }\n`).join('')}`,
      )
      .replace(
        'places:\n',
        `  - { id: teams, on: [opened, escalated],${severity === undefined ? '' : ` if: { severity: ${severity} },`} do: [${[0, 70, 140].map((from) => `{ tell: [${places.slice(from, from + 70).join(', ')}], template: reopened }`).join(', ')}] }\nplaces:\n`,
      );
    return linesOf({ ...small, 'playbook.yaml': playbook });
  };
  expect(told(200)).toEqual([]);
  // one of another severity is never sent with these
  expect(told(200, 'SEV2')).toEqual([]);
  expect(told(202, 'SEV2').length).toBe(2);
  expect(told(201)).toEqual([
    'playbook.yaml:58:5: with this, more than 200 messages are sent at opened; expected: at most 200 messages at one moment: fewer places, or one place that many read',
  ]);
});

test('a playbook with one line spoilt is judged, never fatal, and every problem has a place and a hint', () => {
  const files = Object.entries(small);
  fc.assert(
    fc.property(
      fc.nat(),
      fc.nat(),
      fc.constantFrom(
        '',
        'x',
        '3',
        '[]',
        '{}',
        'null',
        '- a',
        'a: [',
        '__proto__: 1',
        '"',
        '{{',
        '\t',
        '&a *a',
        '💥',
        'constructor',
      ),
      fc.nat({ max: 60 }),
      (f, l, by, from) => {
        const [file, text] = files[f % files.length] ?? ['', ''];
        const lines = text.split('\n');
        const n = l % lines.length;
        lines[n] = `${(lines[n] ?? '').slice(0, from)}${by}`;
        const parsed = parsePlaybook({ ...small, [file]: lines.join('\n') }, vocabulary, sha256);
        for (const p of 'problems' in parsed ? parsed.problems : []) {
          expect(p.line).toBeGreaterThanOrEqual(1);
          expect(p.column).toBeGreaterThanOrEqual(1);
          expect(p.message).not.toBe('');
          expect(p.hint).not.toBe('');
          expect(`${p.message} ${p.hint}`).not.toMatch(/undefined|\[object|NaN/);
        }
      },
    ),
    { numRuns: 400 },
  );
});

test('an expression is checked where files are read, and the place of its field is named', () => {
  const wrong = (small['playbook.yaml'] ?? '').replace(/(kind: http, .*?path: \/health)/, '$1, value: "body.rate * ("');
  expect(wrong).not.toBe(small['playbook.yaml']);
  const parsed = parsePlaybook({ ...small, 'playbook.yaml': wrong }, { ...vocabulary, faultOf }, sha256);
  expect('problems' in parsed ? parsed.problems.map(({ message }) => message) : []).toEqual([
    'this is no expression that can be evaluated: Expected ")" before end of expression (character 13)',
  ]);
});

test('a rule says how it is measured: services that exist, and alarms that CloudWatch takes', () => {
  const metric = 'namespace: Shop, metric: Errors, ';
  const rule = (id: string, more: string) => `    - { id: ${id}, title: Errors, severity: SEV2, ${more} }`;
  const rules = [
    rule('good', `for: 5m, threshold: { above: 5 }, cloudwatch: { ${metric}period: 30s, services: [shop] }`),
    rule('shop', `prometheus: { expr: up, service: ship }`),
    rule('none', `cloudwatch: { ${metric}services: [ship] }`),
    rule('both', `threshold: { above: 5, below: 1 }, cloudwatch: { ${metric}period: 45s }`),
    rule('odd', `threshold: { above: 5 }, for: 5m, cloudwatch: { ${metric}period: 2m }`),
    rule('long', `threshold: { above: 5 }, for: 2d, cloudwatch: { ${metric} }`),
  ].join('\n');
  const wrong = (small['playbook.yaml'] ?? '').replace('\n  otherwise: {', `\n${rules}\n  otherwise: {`);
  const parsed = parsePlaybook({ ...small, 'playbook.yaml': wrong }, vocabulary, sha256);
  const problems = 'problems' in parsed ? parsed.problems : [];
  expect(problems.map(({ line, message }) => `${line}: ${message}`)).toEqual([
    '34: there is no service "ship"',
    '35: an alarm of CloudWatch compares with one number, and none has 0',
    '35: there is no service "ship"',
    '36: an alarm of CloudWatch compares with one number, and both has 2',
    '36: CloudWatch has no period of 45s',
    '37: odd lasts 5m, which is not whole periods of 2m',
    '38: CloudWatch looks back a day, or a week by periods of 1h, and long lasts 2d',
  ]);
});

test('a mapping that is no expression, or is called like a source that ships, is named with its place', () => {
  const mappings = `detection:
  mappings:
    sentry: { title: Errors, map: '{"key": id}' }
    backups: { title: Backups, map: 'jobs.{' }`;
  const wrong = (small['playbook.yaml'] ?? '').replace('\ndetection:', `\n${mappings}`);
  const known = { ...vocabulary, faultOf, sources: ['cloudwatch', 'sentry'] };
  const parsed = parsePlaybook({ ...small, 'playbook.yaml': wrong }, known, sha256);
  const problems = 'problems' in parsed ? parsed.problems : [];
  expect(problems.map(({ line, message }) => `${line}: ${message}`)).toEqual([
    '32: sentry is a source that Tocsin reads by itself',
    '33: this is no expression that can be evaluated: Expected ":" before end of expression (character 6)',
  ]);
});

test('a source that no signal comes from is named: known are those that ship, mappings, those that the playbook names, a person and planned work', () => {
  const book = (small['playbook.yaml'] ?? '')
    .replace(
      '\ndetection:',
      () => "\ndetection:\n  sources: [nagios]\n  mappings: { backups: { title: Backups, map: '{}' } }",
    )
    .replace(
      'if: { severity: SEV1 }, unless',
      'if: { severity: SEV1, source: [sentry, backups, nagios, manual, maintenance, alertmanger] }, unless',
    )
    .replace(
      'fallback: incidents',
      "room: { if: { source: sentri }, place: incidents, name: 'inc-{id}', private: false, invite: [], purpose: X }\nfallback: incidents",
    );
  const known = { ...vocabulary, sources: ['alertmanager', 'sentry'] };
  const parsed = parsePlaybook({ ...small, 'playbook.yaml': book }, known, sha256);
  const all = 'alertmanager, sentry, backups, nagios, manual, maintenance';
  expect('problems' in parsed ? formatProblems(parsed.problems) : []).toEqual([
    `playbook.yaml:53:95: there is no source "alertmanger"; expected: alertmanager (of ${all})`,
    `playbook.yaml:63:23: there is no source "sentri"; expected: sentry (of ${all})`,
  ]);
});
