import { clockName } from '#app/aggregates/planned';
import { putIn } from '#app/digests/put-in';
import { RowId, settle } from '#app/outbox/lease';
import type { Key, Ports } from '#app/ports';
import { load, mustLoad } from '#app/store/incidents';
import { keys, prefixes } from '#app/store/keys';
import { openMaintenance } from '#app/store/open-maintenance';
import { restOf, writeRest } from '#app/store/rest';
import type { Effect } from '#core/incident/outbox';
import type { Incident } from '#core/incident/state';
import { executionName, type MachineName } from '#core/machines';
import { publishedOf } from '#core/published-metrics';
import { awsEffects } from '#runtime/aws-effects';
import { consumer } from '#runtime/lambda';
import type { StoreNeeds } from '#runtime/task';

type Needs = StoreNeeds & Pick<Ports, 'executions' | 'schedules' | 'tokens' | 'metrics'>;

/** Carries out one effect of an incident with machines and clocks. Every effect can be run twice: names and rows make it once. */
export async function carryOut(ports: Needs, body: unknown): Promise<void> {
  const key = RowId.parse(body);
  const row = await ports.table.get(key);
  if (row === undefined || row['settled'] !== undefined) return;
  const rest = restOf(row);
  if (rest === undefined) await does(ports, key, row['effect'] as unknown as Effect);
  else await writeRest(ports.table, rest);
  await settle(ports, key, 'done', rest === undefined ? {} : { rest: [], views: [] });
}

async function does(ports: Needs, { pk: id }: Key, effect: Effect): Promise<void> {
  switch (effect.do) {
    case 'arm':
      return arm(ports, { kind: effect.kind ?? 'incident', id: effect.id ?? id, due: effect.due });
    case 'start-run':
      return start(ports, id, effect.run);
    case 'stop-run': {
      const { run, phase, visit, communicateVisit } = effect;
      const cause = `run ${run} is over`;
      await ports.executions.stop('lifecycle', executionName(id, run), cause);
      if (phase !== 'over')
        await ports.executions.stop(phase as MachineName, executionName(id, run, phase, visit), cause);
      await ports.executions.stop('communicate', executionName(id, run, 'communicate', communicateVisit), cause);
      return;
    }
    case 'answer': {
      const row = await ports.table.get(keys.token(id, effect.slot));
      if (typeof row?.['token'] === 'string') await ports.tokens.succeed(row['token'], effect.output);
      return;
    }
    case 'supersede':
      return supersede(ports, id);
    case 'digest':
      return putIn(ports, id, effect);
    case 'open-maintenance':
      return openMaintenance(ports, effect.id);
    case 'metrics':
      for (const metric of publishedOf(effect.values, effect.severity)) ports.metrics.put(metric);
      return;
  }
}

/** Far away by a schedule that starts a margin early, near by the machine at once; either way the machine waits to the second. */
async function arm(ports: Needs, { kind, id, due }: { kind: string; id: string; due: string }): Promise<void> {
  const { marginSeconds } = ports.deployed;
  const name = clockName(kind, id, due);
  const input = kind === 'incident' ? { id, due } : { kind, id, due };
  const away = (Date.parse(due) - ports.now().getTime()) / 1000;
  if (away > marginSeconds * 1.5)
    await ports.schedules.set({ name, at: new Date(Date.parse(due) - marginSeconds * 1000), input });
  else await ports.executions.start('deadline', name, input);
}

/** Whether a run is the incident's present one; one that has died stays its last until the next is tried, and what is over has none. */
const lives = ({ phase, run: last }: Incident, run: number): boolean =>
  phase !== 'over' && last.n === run && !('retryAt' in last && last.retryAt !== undefined);

/** A run that is over by the time it has started is stopped here: its own stop may have come before the start, and found nothing. */
async function start(ports: Needs, id: string, run: number): Promise<void> {
  const name = executionName(id, run);
  const { incident } = await mustLoad(ports, id);
  if (lives(incident, run)) {
    const { title, severity } = incident;
    await ports.executions.start('lifecycle', name, { incidentId: id, title, severity, run });
    if (lives((await mustLoad(ports, id)).incident, run)) return;
  }
  await ports.executions.stop('lifecycle', name, `run ${run} is over`);
}

/** Fails every open token that belongs to a place where the incident no longer stands. */
async function supersede(ports: Needs, id: string): Promise<void> {
  const stored = await load(ports, id);
  if (stored === undefined) return;
  const { run, visit, communicateVisit } = stored.incident;
  for (const row of await ports.table.query(id, { prefix: prefixes.token })) {
    const here = row.sk === keys.token(id, 'resolution').sk ? communicateVisit : visit;
    const current = row['run'] === run.n && row['visit'] === here && stored.incident.phase !== 'over';
    if (!current && typeof row['token'] === 'string')
      await ports.tokens.fail(row['token'], 'Superseded', `${id} has moved on`);
  }
}

export const handler = consumer(carryOut, awsEffects);
