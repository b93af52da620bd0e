import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { plugins } from '#plugins/registry';
import { pictureOf } from '#simulator/picture/picture';
import { reportText } from '#simulator/report/text';
import { type Simulation, simulate } from '#simulator/simulate';
import { changed, retold, tracktion } from '#test/story';

const dir = mkdtempSync(join(tmpdir(), 'tocsin-simulate-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const signalFile = fileURLToPath(new URL('../fixtures/high-error-rate.json', import.meta.url));
const at = new Date('2026-03-11T14:02:00Z');
const simulated = (more: Partial<Simulation>) => simulate({ ...tracktion, at, until: '2h', signalFile, ...more });

test('the outcome of an action that outlives its plan stands on the timeline', async () => {
  const scriptFile = join(dir, 'script.yaml');
  writeFileSync(
    scriptFile,
    `- { after: 0s, do: probe, components: { analysis-service: down }, errorRate: 23, actions: { rollback: { seconds: 600 } } }
- { after: 4m, do: acknowledge, by: alice }
- { after: 10m, do: decisions, by: alice, question: resolution-type, option: rollback }
- { after: 10m, do: decisions, by: alice, question: approval, option: approve }
- { after: 12m, do: resolve, by: alice, as: fixed, reason: by hand }
`,
  );
  const { timeline } = await simulated({ scriptFile });
  const steps = timeline.filter((line) => line.step === 'rollback' && line.outcome !== 'asked');
  expect(steps.map(({ seconds, outcome, because }) => `${seconds} ${outcome}: ${because}`)).toEqual([
    '600 started: Roll production back to the earlier of the last 2 revisions',
    '1200 done: Roll back (attempt 1): rollback is done',
  ]);
});

test('a message that is given up stands on the timeline', async () => {
  const pack = changed((p) => {
    p.playbook.places['nowhere'] = { tool: 'none' };
    retold(p.playbook, 'thread', { tell: 'nowhere' });
  });
  const { timeline } = await simulated({ pack, until: '2d' });
  expect(timeline.filter((line) => line.to === 'nowhere').map((line) => line.because)).toEqual([
    'no channel reaches nowhere: tried again for a day',
    'message given up: no channel reaches nowhere',
  ]);
});

test('a worker that fails fails the simulation, and says which and why', async () => {
  const channels = plugins.channels.map((channel) =>
    channel.tool === 'slack'
      ? Object.defineProperty({ ...channel }, 'shownAs', {
          enumerable: true,
          get: () => {
            throw new TypeError('the channel has no name');
          },
        })
      : channel,
  );
  await expect(simulated({ plugins: { ...plugins, channels } })).rejects.toThrow(
    /^a worker of send failed: TypeError: the channel has no name/,
  );
});

test('what a script says that checks read at 0 s is there for the triage', async () => {
  const scriptFile = join(dir, 'probe.yaml');
  writeFileSync(
    scriptFile,
    '- { after: 0s, do: probe, components: { analysis-service: down }, errorRate: 23, metrics: { kube_pod_status_phase: 1 } }\n',
  );
  const texts = async (more: Partial<Simulation>) =>
    (await simulated({ until: '1m', ...more })).sent.map(({ text }) => text).join('\n');
  expect(await texts({})).toContain('Health of analysis-service: not read');
  const read = await texts({ scriptFile });
  expect(read).toContain('Health of analysis-service: 0');
  expect(read).not.toContain('not read');
});

test('a payload that only a mapping of the playbook can read goes by its name, in a script too', async () => {
  const pack = changed(({ playbook: { detection } }) => {
    detection.mappings = {
      backups: {
        title: 'Backups',
        map: `{ "key": job, "state": failed ? "firing" : "recovered", "at": ended, "title": job, "value": minutes, "service": "database", "rule": "database-performance" }`,
      },
    };
  });
  const payload = (name: string, value: object): string => {
    const file = join(dir, name);
    writeFileSync(file, JSON.stringify(value));
    return file;
  };
  const failed = payload('failed.json', { job: 'nightly', failed: true, ended: '2026-03-11T14:01:00Z', minutes: 9 });
  payload('over.json', { job: 'nightly', failed: false, ended: '2026-03-11T14:06:00Z' });
  const scriptFile = join(dir, 'over.yaml');
  writeFileSync(scriptFile, '- { after: 5m, do: signal, file: over.json, source: backups }\n');
  const { timeline } = await simulated({ pack, signalFile: failed, source: 'backups', scriptFile, until: '10m' });
  expect(
    timeline
      .filter(({ kind }) => kind === 'opened' || kind === 'recovered')
      .map(({ seconds, because }) => `${seconds} ${because}`),
  ).toEqual(['0 backups: nightly', '300 nightly']);

  const bad = payload('bad.json', { job: 'nightly', failed: true, ended: 'at noon' });
  await expect(simulated({ pack, signalFile: bad, source: 'backups' })).rejects.toThrow(
    `${bad}: at: expected a time such as 2026-03-11T14:02:00Z`,
  );
  await expect(simulated({ pack, signalFile: failed })).rejects.toThrow('no source recognises it');
  await expect(simulated({ pack, signalFile: failed, source: 'nagios' })).rejects.toThrow(
    '--source: there is no nagios; expected one of cloudwatch, alertmanager, sentry, uptime, log-count, customer-report, json, backups',
  );
});

test('each payload of a source that ships opens what it opens over HTTP', async () => {
  for (const { source, samples } of plugins.sources.filter(({ http }) => http !== undefined)) {
    const [{ payload }] = samples;
    const file = join(dir, `${source}.json`);
    // no rule of Tracktion counts lines
    writeFileSync(file, JSON.stringify(source === 'log-count' ? { ...Object(payload), above: 1 } : payload));
    const { timeline } = await simulated({ signalFile: file, source, rule: 'service-down', until: '1m' });
    expect([source, timeline[0]?.kind, timeline[0]?.because.startsWith(`${source}: `)]).toEqual([
      source,
      'opened',
      true,
    ]);
  }
});

/** A file of JSON, or of YAML as it stands. */
function written(name: string, content: string | object): string {
  const file = join(dir, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}
const alarm = (key: string, service: string, more: object = {}) => ({
  key,
  state: 'firing',
  at: '2026-03-11T14:01:00Z',
  title: `${service} fails`,
  service,
  rule: 'service-down',
  ...more,
});
const declared = { source: 'manual', title: 'Uploads fail', severity: 'P3' };

test('a payload that opens two incidents: the second is named, and nothing that is shown is of it', async () => {
  const file = written('two.json', [alarm('a', 'analysis-service'), alarm('b', 'database')]);
  const result = await simulated({ signalFile: file, source: 'json', until: '20m' });
  const [other] = result.others;
  expect(result.others).toEqual([
    {
      id: other?.id,
      title: expect.stringContaining('Database'),
      severity: 'P1',
      status: 'investigating',
      at: '2026-03-11T14:02:00.000Z',
      seconds: 0,
    },
  ]);
  const { others: _, ...shown } = result;
  expect(JSON.stringify(shown)).not.toContain(other?.id);
  const alone = written('one.json', [alarm('a', 'analysis-service')]);
  const { sent, people, unheard } = await simulated({ signalFile: alone, source: 'json', until: '20m' });
  const said = ({ at: when, channel, to, kind }: (typeof sent)[number]) => [when, channel, to, kind];
  expect(result.sent.map(said)).toEqual(sent.map(said));
  expect(result.people.map(({ person }) => person)).toEqual(people.map(({ person }) => person));
  expect(result.unheard).toEqual(unheard);
  const line = `${other?.id} P1, investigating, opened as well, at 00:00:00, and is not shown: ${other?.title}`;
  expect(reportText(result, { texts: true }).split('\n')[1]).toBe(`  note ${line}`);
  expect(await pictureOf(result, { title: 'T', opened: 'o', seconds: 60 })).toContain(`<b>Note</b> ${line}`);
});

test('an alarm of a script that opens another incident, or belongs to none, is said', async () => {
  written('later.json', [alarm('b', 'database')]);
  written('unknown.json', [alarm('c', 'database', { state: 'recovered' })]);
  const scriptFile = written(
    'others.yaml',
    `- { after: 5m, do: signal, file: later.json, source: json }
- { after: 6m, do: signal, file: unknown.json, source: json }
`,
  );
  const { others, notes, sent, incident } = await simulated({ scriptFile, until: '20m' });
  expect(others.map(({ seconds, title }) => [seconds, title])).toEqual([[300, expect.stringContaining('Database')]]);
  expect(notes).toEqual([
    `${scriptFile}:2:3: signal: the signal json/c (recovered) opens no incident and belongs to none`,
  ]);
  expect(sent.filter(({ text }) => !text.includes(incident.id) && text.includes(others[0]?.id ?? '?'))).toEqual([]);
});

test('a digest that names the incident is shown, whichever incident it was sent for', async () => {
  const pack = changed(({ playbook }) => {
    playbook.moments['evening'] = { days: 0, time: '18:00' };
    playbook.digests = { daily: { at: 'evening' } };
    playbook.escalation = [{ id: 'lead', do: { digest: 'daily', to: 'team_lead' } }];
  });
  const signalFile = written('both.json', [alarm('a', 'analysis-service'), alarm('b', 'database')]);
  const { incident, others, sent } = await simulated({ pack, signalFile, source: 'json', until: '5h' });
  expect(sent.flatMap(({ text }) => (text.includes('digest') ? [text] : []))).toEqual([
    expect.stringMatching(
      new RegExp(`^Tracktion, digest daily: 2 incidents\\n- P1 ${incident.id} .*\\n- P1 ${others[0]?.id} `),
    ),
  ]);
});

test('a step after the end is said and not done; one at the end is done', async () => {
  const scriptFile = written(
    'end.yaml',
    `- { after: 10m, do: acknowledge, by: alice }
- { after: 50m, do: acknowledge, by: bob }
`,
  );
  const { notes, timeline } = await simulated({ scriptFile, until: '10m' });
  expect(timeline.filter(({ kind }) => kind === 'acknowledged').map(({ by }) => by)).toEqual(['alice']);
  expect(notes).toEqual([
    `${scriptFile}:2:3: acknowledge: not done: it comes 50 min after the opening, later than --until 10m`,
  ]);
});

test('who acts and is nobody of people.yaml is said once for each name; a login and an address are somebody', async () => {
  const people = structuredClone(tracktion.people);
  Object.assign(people.people['bob'] ?? {}, { login: 'bberger', email: 'Bob@example.com' });
  const scriptFile = written(
    'strangers.yaml',
    ['alicee', 'alicee', 'primary_oncall', 'IC', 'bberger', 'bob@example.com', 'bob', 'zzzz']
      .map((by) => `- { after: 1m, do: notes, by: ${by}, text: seen }\n`)
      .join(''),
  );
  const { notes } = await simulated({ people, scriptFile, until: '2m' });
  expect(notes.map((note) => note.slice(scriptFile.length))).toEqual([
    ":1:3: notes: alicee is nobody of people.yaml: the step is a stranger's; did you mean alice?",
    ":3:3: notes: primary_oncall is a target and no person: the step is a stranger's; a person of people.yaml acts by id, login or address",
    ":4:3: notes: IC is a role and no person: the step is a stranger's; a person of people.yaml acts by id, login or address",
    ":8:3: notes: zzzz is nobody of people.yaml: the step is a stranger's",
  ]);
});

test('what a script names and the playbook does not have is an error with the nearest name, as in demo.yaml', async () => {
  const scriptFile = written(
    'names.yaml',
    `- { after: 0s, do: probe, components: { analysis-servise: down }, metrics: { nonsense: 3 } }
- { after: 1m, do: probe, actions: { rolback: { components: { databse: ok } } } }
- { after: 1m, do: probe, by: alice, errorRate: 2 }
`,
  );
  await expect(simulated({ scriptFile })).rejects.toThrow(
    new RegExp(
      [
        '^.*names.yaml:1:41: there is no service "analysis-servise"; expected: analysis-service .*',
        '.*names.yaml:1:78: no check reads nonsense; expected: a metric that stands in a check’s query',
        '.*names.yaml:2:38: no runbook has an action "rolback"; expected: rollback .*',
        '.*names.yaml:2:63: there is no service "databse"; expected: database .*',
        '.*names.yaml:3:31: by: is for what a person does; nobody does a probe$',
      ].join('\n'),
    ),
  );
});

test('what the API refuses by what is stored, a script is refused by the same words', async () => {
  const scriptFile = written(
    'refused.yaml',
    `- { after: 1m, do: resolve, by: ana, as: duplicate, of: INC-20260311-0001, reason: the same }
- { after: 1m, do: merge, by: ana, of: INC-20260311-7720, reason: the same }
- { after: 1m, do: escalate, by: ana, to: IC, reason: help }
`,
  );
  await expect(simulated({ scriptFile, until: '2m' })).rejects.toThrow(
    `${scriptFile}:1:3: resolve: of: there is no incident INC-20260311-0001
${scriptFile}:2:3: merge: of: an incident cannot be a duplicate of itself
${scriptFile}:3:3: escalate: nobody has the role IC yet`,
  );
  const pack = changed((p) => {
    p.playbook.levels = [];
  });
  const level = written('level.yaml', '- { after: 1m, do: escalate, by: ana, level: 1, reason: help }\n');
  await expect(simulated({ pack, scriptFile: level, until: '2m' })).rejects.toThrow(
    `${level}:1:46: level: the playbook has no levels: give to instead`,
  );
});

test('--service and --rule beside a declaration are refused, unless a script has alarms that they are for', async () => {
  const signalFile = written('declared.json', declared);
  await expect(simulated({ signalFile, service: 'database' })).rejects.toThrow(
    `--service is for alarms, and ${signalFile} is a declaration; expected: its field service`,
  );
  await expect(simulated({ signalFile, rule: 'service-down' })).rejects.toThrow(
    `--rule is for alarms, and ${signalFile} is a declaration; expected: no rule: a declaration has none`,
  );
  written('later.json', [alarm('b', 'database')]);
  const scriptFile = written('later.yaml', '- { after: 1m, do: signal, file: later.json, source: json }\n');
  const { incident } = await simulated({ signalFile, scriptFile, service: 'database', until: '2m' });
  expect(incident.severity).toBe('P3');
});
