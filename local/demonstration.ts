import { CloudWatchClient, SetAlarmStateCommand, type SetAlarmStateCommandInput } from '@aws-sdk/client-cloudwatch';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { type MachineName, phases } from '#core/machines';
import type { Line } from '#core/message/line';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import { engineEnv } from '#local/engine/engine';
import { checks } from '#plugins/checks/registry';
import { Api } from './api.ts';
import type { Running } from './bring-up.ts';

export interface Shown {
  incidentId: string;
  severity: string;
  phases: string[];
  pages: number;
  seconds: number;
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/**
 * Breaks the demo service, sets an alarm, and acts as the people: nobody answers until silence has paged the stand-in commander; then a
 * rollback that leaves 6 % errors, a fix, and one bad reading during verification, within which the alarm recovers. Checks and actions call the demo service over HTTP.
 */
export async function demonstrate(
  running: Running,
  speed: number,
  show: (line: Line) => void,
  stopped: () => boolean,
): Promise<Shown> {
  const began = Date.now();
  const { outputs, demoService, pack, standIns } = running;
  const commander = new Api(outputs.apiUrl, outputs.tokens.commander);
  const broken = worstOf(pack);
  const all = (health: 'ok' | 'down') => Object.fromEntries(broken.map((c) => [c, health]));
  demoService.setState({ components: all('down'), errorRate: 23, p95Ms: 900 });
  demoService.setAction('rollback', { components: all('ok'), errorRate: 6, p95Ms: 1200, seconds: 1 });
  demoService.setAction('restart', { components: all('ok'), errorRate: 0.8, p95Ms: 900, seconds: 1 });
  const alarm = outputs.alarmNames[0] ?? '';
  await setAlarm(outputs.engineUrl, alarm, 23);
  const id = await firstIncident(commander);

  const seen = new Set<string>();
  const lines: Line[] = [];
  const refresh = async (): Promise<void> => {
    for (const line of await commander.timeline(id)) {
      const key = JSON.stringify(line);
      if (seen.has(key)) continue;
      seen.add(key);
      lines.push(line);
      show(line);
    }
  };
  const has = (test: (line: Line) => boolean): boolean => lines.some(test);
  const opened = Date.parse((await commander.incident(id)).openedAt);
  const minute = (): number => ((Date.now() - opened) / 60_000) * speed;
  const once = new Set<string>();
  const doOnce = async (what: string, when: boolean, act: () => Promise<unknown>): Promise<void> => {
    if (!when || once.has(what)) return;
    once.add(what);
    await act();
  };

  let updatesSeen = 0;
  for (;;) {
    if (stopped()) throw new Error('the demonstration was stopped');
    await refresh();
    const incident = await commander.incident(id);
    const acknowledged = incident.acknowledged !== undefined && incident.acknowledged !== null;
    await doOnce(
      'acknowledge',
      has((l) => l.kind === 'page' && l.person === standIns.commander.person),
      () => acknowledgeByLink(running, id),
    );
    await doOnce('first customer mail', acknowledged && minute() >= 18, () =>
      commander.post(`${id}/updates`, {
        audience: 'customers',
        fields: {
          state: 'We are investigating',
          notice: 'Uploads and track lists may fail',
          doing: 'Our engineers are looking for the cause',
        },
      }),
    );
    const due = lines.filter((l) => l.kind === 'update-due' && l.audience === 'internal').length;
    if (acknowledged && incident.state === 'open' && due > updatesSeen) {
      updatesSeen = due;
      await commander.post(`${id}/updates`, {
        audience: 'internal',
        fields: {
          situation: `Status ${incident.status}`,
          actions:
            incident.plan === undefined
              ? 'Looking for the cause'
              : `${incident.plan.option} (attempt ${incident.plan.attempt})`,
          'next-steps': 'Watch the error rate',
        },
      });
    }
    const customersDue = has((l) => l.kind === 'update-due' && l.audience === 'customers' && l.seconds > 45 * 60);
    await doOnce('second customer mail', customersDue && incident.state === 'open', () =>
      commander.post(`${id}/updates`, {
        audience: 'customers',
        fields: {
          state: 'A fix is being put in place',
          notice: 'Fewer requests fail',
          doing: 'We are watching the result',
        },
      }),
    );
    const choosing = incident.question?.kind === 'resolution-type';
    await doOnce('rollback', choosing && minute() >= 40 && acknowledged, () =>
      commander.post(`${id}/decisions`, {
        question: 'resolution-type',
        option: 'rollback',
        reason: 'the trouble began with a deployment',
      }),
    );
    // the runbooks of both are destructive: the IC approves their first step
    const approving = incident.question?.kind === 'approval';
    await doOnce(`approval of attempt ${incident.plan?.attempt ?? 0}`, approving, () =>
      commander.post(`${id}/decisions`, { question: 'approval', option: 'approve' }),
    );
    const failed = has((l) => l.kind === 'verification' && l.outcome === 'failed');
    await doOnce('fix', choosing && failed && minute() >= 53.5, () =>
      commander.post(`${id}/decisions`, { question: 'resolution-type', option: 'fix', reason: 'errors stay at 6 %' }),
    );
    // an incident resolves only once its alarm has recovered
    await doOnce(
      'alarm recovers',
      has((l) => l.kind === 'verification' && l.outcome === 'passed' && l.passes === 1),
      () => recoverAlarm(outputs.engineUrl, alarm),
    );
    await doOnce(
      'a bad moment',
      has((l) => l.kind === 'verification' && l.outcome === 'passed' && l.passes === 2),
      async () => demoService.setState({ errorRate: 2.4 }),
    );
    await doOnce(
      'well again',
      has((l) => l.kind === 'verification' && l.outcome === 'reset'),
      async () => demoService.setState({ errorRate: 0.8 }),
    );
    const resolved = incident.state !== 'open';
    await doOnce('final mail', resolved, () =>
      commander.post(`${id}/updates`, {
        audience: 'customers',
        what: 'final',
        fields: {
          cause: 'A faulty deployment',
          services: 'Audio analysis and track lists',
          'action-1': 'Restarted the failed deployment',
        },
      }),
    );
    await doOnce('summary', resolved, () =>
      commander.post(`${id}/updates`, {
        audience: 'stakeholders',
        what: 'final',
        fields: {
          impact: 'Audio analysis failed for about an hour',
          cause: 'A faulty deployment',
          remedy: 'Rolled back, then restarted',
        },
      }),
    );
    await doOnce('publish', incident.question?.kind === 'publish-review', () =>
      commander.post(`${id}/decisions`, { question: 'publish-review', option: 'publish' }),
    );
    if (incident.state === 'reviewed' && (await lifecycleStatus(running, id)) === 'SUCCEEDED') break;
    if (Date.now() - began > 15 * 60_000)
      throw new Error(`the demonstration did not end: ${incident.phase}, ${incident.status}`);
    await pause(250);
  }
  await pause(500);
  await refresh();
  const pages = running.inbox.messages({ incident: id, kind: 'page' }).length;
  const incident = await commander.incident(id);
  return {
    incidentId: id,
    severity: incident.severity,
    phases: await phasesRun(running, id),
    pages,
    seconds: Math.round((Date.now() - began) / 1000),
  };
}

/** As a phone does it: opens the link of the newest page in the inbox, and presses the first button of what it finds there. */
async function acknowledgeByLink({ inbox }: Running, id: string): Promise<void> {
  const page = inbox.messages({ incident: id, kind: 'page' }).at(-1);
  const link = /https?:\/\/[^\s"<>\\]+\/i\/[A-Za-z0-9]{22}/.exec(JSON.stringify(page?.raw))?.[0];
  if (link === undefined) throw new Error('the newest page in the inbox has no link');
  const shown = await (await fetch(link)).text();
  const form = /<form[^>]*>(.*?)<\/form>/s.exec(shown)?.[1] ?? '';
  const fields = [...form.matchAll(/<input[^>]*name="(\w+)"[^>]*value="([^"]*)"/g)].map(
    ([, name = '', value = '']): [string, string] => [name, value],
  );
  const pressed = await fetch(link, { method: 'POST', body: new URLSearchParams(fields) });
  if (!pressed.ok) throw new Error(`the page behind the link answers ${pressed.status}`);
}

/** The components to break: as many as the worst severity requires, critical ones first; three services where the playbook does not count. */
function worstOf({ playbook }: Pack): string[] {
  const { count } = playbook.triage;
  const counted = (count?.of ?? []).flatMap((name) => {
    const check = own(playbook.checks, name);
    if (check === undefined) return [];
    const references = checks.find(({ kind }) => kind === check.kind)?.references(check) ?? [];
    return references.flatMap((reference) => (reference.of === 'service' ? [reference.name] : []));
  });
  const services = counted.length > 0 ? counted : Object.keys(playbook.services);
  const critical = (service: string): number => (playbook.services[service]?.critical === true ? 0 : 1);
  const most = Math.max(...(count?.bands ?? [{ atLeast: 3 }]).map((band) => band.atLeast));
  return services.toSorted((a, b) => critical(a) - critical(b)).slice(0, most);
}

/** Changes the alarm as its metric would: first OK, then over the threshold, with the datapoints in the reason. */
async function setAlarm(engineUrl: string, AlarmName: string, value: number): Promise<void> {
  await recoverAlarm(engineUrl, AlarmName);
  await pause(300);
  const startDate = new Date(Date.now() - 300_000).toISOString().replace('Z', '+0000');
  await setState(engineUrl, {
    AlarmName,
    StateValue: 'ALARM',
    StateReason: `Threshold Crossed: 5 datapoints were greater than the threshold (5.0). The most recent datapoints: [${value}.0, ${value}.0].`,
    StateReasonData: JSON.stringify({
      version: '1.0',
      startDate,
      statistic: 'Maximum',
      period: 60,
      recentDatapoints: [value, value],
      threshold: 5,
    }),
  });
}

const recoverAlarm = (engineUrl: string, AlarmName: string): Promise<void> =>
  setState(engineUrl, {
    AlarmName,
    StateValue: 'OK',
    StateReason: 'Threshold Crossed: no datapoints were over the threshold',
  });

async function setState(engineUrl: string, input: SetAlarmStateCommandInput): Promise<void> {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = engineEnv(engineUrl);
  const cloudwatch = new CloudWatchClient({
    endpoint: engineUrl,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
  });
  await cloudwatch.send(new SetAlarmStateCommand(input));
  cloudwatch.destroy();
}

async function firstIncident(api: Api): Promise<string> {
  for (let n = 0; n < 240; n += 1) {
    const [first] = await api.list();
    if (first !== undefined) return first.id;
    await pause(250);
  }
  throw new Error('the alarm opened no incident within a minute');
}

const clientOf = ({ outputs }: Running): SFNClient => {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = engineEnv(
    outputs.engineUrl,
  );
  return new SFNClient({
    endpoint: outputs.engineUrl,
    region: outputs.region,
    credentials: { accessKeyId, secretAccessKey },
  });
};

/** Executions of a machine that belong to an incident. */
async function executionsOf(running: Running, machine: MachineName, id: string) {
  const arns = JSON.parse(running.stack['MachineArns'] ?? '{}') as Record<string, string>;
  const client = clientOf(running);
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn: arns[machine] }));
  client.destroy();
  return executions.filter((e) => e.name?.startsWith(`${id}.`));
}

const lifecycleStatus = async (running: Running, id: string): Promise<string | undefined> =>
  (await executionsOf(running, 'lifecycle', id))[0]?.status;

async function phasesRun(running: Running, id: string): Promise<string[]> {
  const done = await Promise.all(
    phases.map(async (phase) =>
      (await executionsOf(running, phase, id)).some((e) => e.status === 'SUCCEEDED') ? [phase] : [],
    ),
  );
  return done.flat();
}
