import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Line } from '#core/message/line';
import { alarm, playbook, tocsin, tocsinHere, workshop } from './support.ts';

const { file, playbookWith, playbookRenamed, close } = workshop();
afterAll(close);
const at = ['--at', '2026-03-11T14:02:00Z'];
/** Line and column of the first place where a text stands. */
function placeOf(path: string, text: string): string {
  const lines = readFileSync(path, 'utf8').split('\n');
  const line = lines.findIndex((l) => l.includes(text));
  return `${line + 1}:${(lines[line]?.indexOf(text) ?? 0) + 1}`;
}

test('what Node has made of the sources is kept beside them for the next start', async () => {
  expect((await tocsin(['--help'])).code).toBe(0);
  expect(readdirSync(fileURLToPath(new URL('../../.local/compiled', import.meta.url)))).not.toEqual([]);
});

test('explain writes shorthand out: each rule with its id, its place and its defaults', async () => {
  const ladder = '- { ladder: chain, after: { P1: 10m }, unless: acknowledged, page: [team_lead, cto] }';
  const path = playbookWith('ladder', 'playbook.yaml', 'escalation:\n', `escalation:\n  ${ladder}\n`);
  const line = placeOf(join(path, 'playbook.yaml'), 'ladder: chain').split(':')[0];
  const { out } = await tocsinHere(['explain', path, '--output', 'json']);
  expect(JSON.parse(out).rules.slice(0, 2)).toEqual([
    {
      chapter: 'escalation',
      place: `playbook.yaml:${line}`,
      id: 'chain.1',
      since: 'unacknowledged',
      after: { P1: '0s' },
      unless: 'acknowledged',
      do: [{ page: 'team_lead' }],
    },
    expect.objectContaining({ id: 'chain.2', after: { P1: '600s' }, do: [{ page: 'cto' }] }),
  ]);
  expect((await tocsinHere(['explain', path])).out).toContain(`  # playbook.yaml:${line}\n  - id: chain.2\n`);
});

describe('validate', () => {
  test('a good playbook: exit 0, its name and hash', async () => {
    const { code, out, err } = await tocsin(['validate', playbook]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Tracktion: valid, 4 severities, 6 runbooks \([0-9a-f]{32}\)\n/);
    const json = JSON.parse((await tocsinHere(['validate', playbook, '--output', 'json'])).out);
    expect([json.valid, json.problems]).toEqual([true, []]);
  });

  test('a bad one: exit 3, file:line:column, what is wrong and what would be right, nothing on stdout', async () => {
    const bad = playbookWith('bad', 'playbook.yaml', 'page: [ceo, vp_engineering, cto]', 'page: [chef, cto]');
    const { code, out, err } = await tocsin(['validate', bad]);
    expect([code, out]).toEqual([3, '']);
    const place = placeOf(join(bad, 'playbook.yaml'), 'chef');
    expect(err.split('\n')[0]).toMatch(new RegExp(`^playbook\\.yaml:${place}: .*chef.*; expected: `));
    const json = await tocsinHere(['validate', bad, '--output', 'json']);
    expect([json.code, JSON.parse(json.out).valid, JSON.parse(json.out).problems[0].file]).toEqual([
      3,
      false,
      'playbook.yaml',
    ]);
  });

  test('--against a bad one: its places are named with its folder', async () => {
    const bad = playbookWith('bad-before', 'playbook.yaml', 'page: [ceo, vp_engineering, cto]', 'page: [chef, cto]');
    const { code, out, err } = await tocsinHere(['validate', playbook, '--against', bad]);
    expect([code, out]).toEqual([3, '']);
    expect(err.startsWith(`${join(bad, 'playbook.yaml')}:${placeOf(join(bad, 'playbook.yaml'), 'chef')}: `)).toBe(true);
  });

  test('a target whose rotation has not begun is noted: it means nobody yet', async () => {
    const later = playbookWith('later', 'people.yaml', 'starts: "2026-01-05"', 'starts: "2099-01-05"');
    const { code, out } = await tocsinHere(['validate', later]);
    expect(code).toBe(0);
    expect(out.split('\n').filter((line) => line.includes('means nobody'))).toEqual([
      `  note people.yaml:${placeOf(join(later, 'people.yaml'), 'primary:')}: primary_oncall means nobody for a year at least (primary begins only on 2099-01-05): the catch-all is paged instead`,
    ]);
  });

  test.each(['playbook.yaml', 'runbooks/fix.yaml'])('%s is a folder: exit 3, and what it should be', async (name) => {
    const odd = playbookWith(`odd-${name.length}`, 'people.yaml', 'version: 2', 'version: 2');
    rmSync(join(odd, name));
    mkdirSync(join(odd, name));
    const { code, out, err } = await tocsinHere(['validate', odd]);
    expect([code, out, err]).toEqual([3, '', `${name}:1:1: this is a folder; expected: a file\n`]);
  });

  test('more than 100 problems: the first 100 and how many more; all of them as JSON, each with its place', async () => {
    const bad = playbookWith('many', 'playbook.yaml', 'version: 2', 'version: 2');
    writeFileSync(
      join(bad, 'runbooks/fix.yaml'),
      `id: fix\ntitle: Fix\nsteps: []\n${Array.from({ length: 150 }, (_, n) => `k${n}: 1\n`).join('')}`,
    );
    const { code, out, err } = await tocsin(['validate', bad]);
    const lines = err.trimEnd().split('\n');
    expect([code, out, lines.length, lines.at(-1)]).toEqual([3, '', 101, '51 more']);
    const json = await tocsinHere(['validate', bad, '--output', 'json']);
    const { valid, problems, notes } = JSON.parse(json.out);
    expect([json.code, valid, problems.length, notes]).toEqual([3, false, 151, []]);
    expect(problems[150]).toEqual({
      file: 'runbooks/fix.yaml',
      line: 153,
      column: 1,
      message: 'unknown key "k149"',
      hint: expect.any(String),
    });
  });

  test('no folder: exit 3', async () => {
    const { code, err } = await tocsinHere(['validate', '/nowhere']);
    expect(code).toBe(3);
    expect(err).toMatch(/^playbook\.yaml:1:1: there is no folder \/nowhere/);
  });
});

test('who: each word of people.yaml with the person and the reason', async () => {
  const { code, out } = await tocsinHere(['who', playbook, ...at, '--output', 'json']);
  expect(code).toBe(0);
  expect(JSON.parse(out).items.slice(0, 2)).toMatchObject([
    { target: 'primary_oncall', people: [{ person: 'alice' }] },
    { target: 'secondary_oncall', people: [{ person: 'bob' }] },
  ]);
  const text = await tocsinHere(['who', playbook, ...at]);
  expect(text.out.split('\n')[0]).toBe(
    'primary_oncall         alice (primary from 2026-03-09T09:00Z until 2026-03-16T09:00Z)',
  );
});

describe('simulate', () => {
  const simulate = async (...args: string[]) => {
    const { code, out, err } = await tocsinHere(['simulate', playbook, ...at, ...args, '--output', 'json']);
    expect([code, err]).toEqual([0, '']);
    return JSON.parse(out) as { incident: Record<string, string>; timeline: Line[] };
  };

  test('--picture writes a page beside what is said, and only over what could be one', async () => {
    const page = file('picture.html', '');
    const short = ['simulate', playbook, ...at, '--signal', alarm, '--until', '6m'];
    const { code, out } = await tocsinHere([...short, '--picture', page]);
    expect([code, out.slice(0, 4)]).toEqual([0, 'INC-']);
    expect(readFileSync(page, 'utf8')).toContain('<b>Bob Berger</b> <small>secondary_oncall</small>');
    expect(await tocsinHere([...short, '--picture', 'playbook.yaml'])).toEqual({
      code: 2,
      out: '',
      err: '--picture playbook.yaml: expected the name of a file that ends in .html\n',
    });
    const nowhere = await tocsinHere([...short, '--picture', join(page, 'a.html')]);
    expect([nowhere.code, nowhere.out]).toEqual([2, '']);
    expect(nowhere.err).toMatch(/^--picture: ENOTDIR/);
  });

  test('Tracktion with nobody answering: the whole ladder of P1, and nothing after it', async () => {
    const { incident, timeline } = await simulate('--signal', alarm, '--until', '1d');
    expect(incident).toEqual({ id: 'INC-20260311-7720', severity: 'P1', status: 'investigating' });
    const pages = timeline.filter((l) => l.kind === 'page').map((l) => `${l.seconds} ${l.to}`);
    expect(pages.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1))).toEqual([
      '0 oncall_manager/dana',
      '0 primary_oncall/alice',
      '300 secondary_oncall/bob',
      '900 engineering_manager/ana',
      '3600 cto/colin',
      '3600 vp_engineering/vera',
      '3900 oncall_manager/dana',
      '7200 ceo/elena',
      '7200 cto/colin',
      '7200 vp_engineering/vera',
    ]);
    expect(timeline[0]).toMatchObject({ seconds: 0, kind: 'opened' });
    expect(timeline.find((l) => l.seconds === 900 && l.kind === 'page')?.because).toMatch(
      /^rule A: 15 min unacknowledged \(playbook\.yaml:\d+\)$/,
    );
    // nothing was measured, so nothing passed
    expect(timeline.filter((l) => ['resolved', 'verification', 'mitigation'].includes(l.kind))).toEqual([]);
    const known = ['opened', 'severity', 'page', 'escalation', 'message', 'update-due', 'decision', 'deadline-missed'];
    expect([...new Set(timeline.map((l) => l.kind))].filter((kind) => !known.includes(kind))).toEqual([]);
  });

  test('a script: acknowledged, rolled back, verified over the probes, resolved', async () => {
    const script = file(
      'script.yaml',
      `# what people and the world do
- { after: 0s, do: probe, components: { analysis-service: down }, errorRate: 23, actions: { rollback: { components: { analysis-service: ok }, errorRate: 0.5, seconds: 60 } } }
- { after: 4m, do: acknowledge, by: alice }
- { after: 6m, do: notes, by: alice, text: It began with the deployment, facts: { revenue-loss: 40 } }
- after: 10m
  do: decisions
  by: alice
  question: resolution-type
  option: rollback
- { after: 10m, do: decisions, by: alice, question: approval, option: approve }
- { after: 12m, do: signal, file: ok.json }
`,
    );
    const payload = JSON.parse(readFileSync(alarm, 'utf8')) as { detail: { state: object } };
    const ok = { ...payload.detail.state, value: 'OK', reason: 'Threshold Crossed: back below the threshold' };
    file('ok.json', JSON.stringify({ ...payload, detail: { ...payload.detail, state: ok } }));
    const played = await simulate('--signal', alarm, '--script', script, '--until', '1h');
    const { incident, timeline } = played;
    expect(incident).toMatchObject({ severity: 'P1', status: 'resolved' });
    // whatever a playbook calls its bases: the demo service stands for all of them
    const other = playbookRenamed('renamed', { prometheus: 'mimir', operations: 'gateway' });
    const { code, out } = await tocsinHere([
      'simulate',
      other,
      ...at,
      '--signal',
      alarm,
      '--script',
      script,
      '--until',
      '1h',
      '--output',
      'json',
    ]);
    expect([code, JSON.parse(out)]).toEqual([0, played]);
    const of = (kind: string) => timeline.filter((l) => l.kind === kind).map((l) => `${l.seconds} ${l.to}`);
    expect([of('acknowledged'), of('role')]).toEqual([['240 alice'], ['240 IC/alice']]);
    expect(of('page')).toHaveLength(2);
    expect(timeline.filter((l) => l.kind === 'decision').map((l) => `${l.seconds} ${l.option ?? 'asked'}`)).toContain(
      '600 rollback',
    );
    expect(of('resolved')).toHaveLength(1);
    const passes = timeline.filter((l) => l.outcome === 'passed').map((l) => `${l.seconds} ${l.passes}`);
    expect(passes.slice(-2)).toEqual(['960 4', '1020 5']);
  });

  test('without --catch-all, a target that means somebody then stands in for one that means nobody', async () => {
    const later = playbookWith('later-too', 'people.yaml', 'starts: "2026-01-05"', 'starts: "2099-01-05"');
    const run = (...args: string[]) =>
      tocsinHere(['simulate', later, ...at, '--signal', alarm, '--until', '1m', ...args]);
    const { code, out } = await run('--output', 'json');
    const pages = (JSON.parse(out).timeline as Line[]).filter((l) => l.kind === 'page').map((l) => l.to);
    // the page to primary_oncall goes to the first target that is a person, who is paged by the rule itself already
    expect([code, pages]).toEqual([0, ['oncall_manager/dana']]);
    expect(await run('--catch-all', 'primary_oncall')).toEqual({
      code: 3,
      out: '',
      err: '--catch-all: primary_oncall means nobody at 2026-03-11T14:02:00.000Z\n',
    });
  });

  test('an SNS envelope is the same alarm; a declaration is rated by its declarer', async () => {
    const { detail, resources } = JSON.parse(readFileSync(alarm, 'utf8'));
    const envelope = {
      Type: 'Notification',
      TopicArn: 'arn:aws:sns:eu-central-1:111122223333:alarms',
      Message: JSON.stringify({
        AlarmName: detail.alarmName,
        AlarmArn: resources[0],
        NewStateValue: 'ALARM',
        NewStateReason: detail.state.reason,
        NewStateReasonData: detail.state.reasonData,
        StateChangeTime: detail.state.timestamp,
      }),
    };
    const sns = await simulate('--signal', file('sns.json', JSON.stringify(envelope)), '--until', '1m');
    expect(sns).toEqual(await simulate('--signal', alarm, '--until', '1m'));
    const declaration = { source: 'manual', title: 'Uploads fail', severity: 'P3', reporter: 'a customer' };
    const manual = await simulate('--signal', file('manual.json', JSON.stringify(declaration)), '--until', '3h');
    expect(manual.incident['severity']).toBe('P3');
    expect(manual.timeline.filter((l) => l.kind === 'page').map((l) => `${l.seconds} ${l.to}`)).toEqual([
      '0 primary_oncall/alice',
      '1800 secondary_oncall/bob',
      '5400 oncall_manager/dana',
    ]);
  });

  test('options say what an alarm watches whose name does not', async () => {
    const text = readFileSync(alarm, 'utf8').replaceAll('analysis-service--high-error-rate', 'Alarm 7');
    const signal = file('named.json', text);
    const plain = await simulate('--signal', signal, '--until', '1s');
    expect(plain.incident['severity']).toBe('P3');
    const said = await simulate(
      '--signal',
      signal,
      '--rule',
      'high-error-rate',
      '--service',
      'database',
      '--until',
      '1s',
    );
    expect(said.incident['severity']).toBe('P1');
  });

  const refused = async (...args: string[]) => {
    const { code, out, err } = await tocsinHere(['simulate', playbook, ...at, ...args]);
    return { code, out, err };
  };

  test.each([
    ['no JSON', 'not json {', /bad\.json: is not JSON: /],
    [
      'a payload of nobody',
      '{"hello":1}',
      /bad\.json: event: no source recognises it, expected: CloudWatch alarm, .*, or a declaration \{"source":"manual", …\}\n$/,
    ],
    [
      'a declaration',
      '{"source":"manual","severity":"P9","more":1}',
      /bad\.json: more: .*\n.*bad\.json: severity: |bad\.json: severity: .*\n.*/,
    ],
    [
      'a recovery',
      readFileSync(alarm, 'utf8').replace('"value": "ALARM"', '"value": "OK"'),
      /bad\.json: this signal does not open an incident/,
    ],
  ])('%s: exit 3 with the file and its fields', async (_, text, said) => {
    const { code, out, err } = await refused('--signal', file('bad.json', text));
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(said);
    expect(err).not.toContain('    at ');
  });

  test('a bad script: exit 3, every wrong field with its line and column', async () => {
    const script = file(
      'bad.yaml',
      `- { after: 5 minutes, do: acknowledge, by: alice }
- { after: 5m, do: dance, by: alice }
- { after: 5m, do: severity, by: ana, severity: P9 }
- after: 6m
  do: probe
  errorRate: high
- { after: 7m, do: acknowledge }
`,
    );
    const { code, err } = await refused('--signal', alarm, '--script', script);
    const lines = err.trim().split('\n');
    expect(code).toBe(3);
    expect(lines.map((line) => /bad\.yaml:(\d+:\d+): ([\w.]+)/.exec(line)?.slice(1).join(' '))).toEqual([
      '1:12 after',
      '2:20 do',
      '3:49 severity',
      '3:3 reason',
      '6:14 errorRate',
      '7:3 by',
    ]);
  });

  test('a step that the incident refuses: exit 3, with its line', async () => {
    const script = file(
      'late.yaml',
      `- { after: 1m, do: resolve, by: ana, as: false-alarm, reason: a test }
- { after: 2m, do: acknowledge, by: alice }
`,
    );
    const { code, err } = await refused('--signal', alarm, '--script', script, '--until', '5m');
    expect(code).toBe(3);
    expect(err).toMatch(/late\.yaml:2:\d+: acknowledge: INC-20260311-7720 is ended/);
  });
});

test.each([
  [[]],
  [['dance']],
  [['validate']],
  [['validate', playbook, '--output', 'xml']],
  [['who', playbook, '--at', 'tomorrow']],
  [['who', playbook, '--at', '2026-03-11T14:02:00']],
  [['who', playbook, '--at', '2026-02-31']],
  [['who', playbook, '--at', '2026-02-31T14:02:00Z']],
  [['who', playbook, '--at', '1026-03-11T14:02:00Z']],
  [['who', playbook, '--at', '2101-01-01T00:00:00Z']],
  [['simulate', playbook, '--signal', alarm, ...at, '--until', 'soon']],
  [['simulate', playbook, '--signal', alarm, ...at, '--until', '9000w']],
  [['simulate', playbook, '--signal', alarm, ...at, '--until', '401d']],
  [['simulate', playbook]],
  [['resolve', 'INC-1']],
  [['escalate', 'INC-1', '--reason', 'x', '--level', 'three']],
  [['declare']],
])('usage: %j is exit 2, said on stderr', async (args) => {
  const { code, out, err } = await tocsinHere(args);
  expect([code, out]).toEqual([2, '']);
  expect(err.length).toBeGreaterThan(10);
});

test('--help is no error and goes to stdout', async () => {
  const { code, out, err } = await tocsin(['--help']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('Exit codes: 0 ok, 1 failure, 2 usage, 3 invalid playbook or input, 4 not found, 5 conflict.');
});

describe('rules', () => {
  const measured = (text: string) =>
    playbookWith(
      `rules-${text.length}`,
      'playbook.yaml',
      '      title: High error rate\n',
      `      title: High error rate\n${text}`,
    );

  test('the rule file of Prometheus, with what it leaves out', async () => {
    const { code, out, err } = await tocsinHere([
      'rules',
      measured('      prometheus: { expr: "errors" }\n'),
      '--for',
      'prometheus',
    ]);
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n').slice(0, 9)).toEqual([
      '# Written by tocsin rules --for prometheus from the playbook tracktion: change that, and write this again.',
      '# Without prometheus in the playbook, and so not watched by this: service-down, database-performance',
      'groups:',
      '  - name: tocsin-tracktion',
      '    rules:',
      '      - alert: high-error-rate',
      '        expr: (errors) > 5',
      '        for: 5m',
      '        labels:',
    ]);
  });

  test('no rule says how it is measured: exit 3', async () => {
    const none = await tocsinHere(['rules', playbook, '--for', 'prometheus']);
    expect([none.code, none.out, none.err]).toEqual([
      3,
      '',
      'no rule of detection.rules says by its prometheus how it is measured: high-error-rate, service-down, database-performance\n',
    ]);
  });
});
