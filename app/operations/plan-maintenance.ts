import { createHash } from 'node:crypto';
import * as z from 'zod';
import { begin } from '#app/aggregates/timed';
import { timedMaintenance } from '#app/maintenance/timed-maintenance';
import { keys, list } from '#app/store/keys';
import { Conflict } from '#core/errors';
import { readFacts } from '#core/incident/facts';
import { iso, wholeSecond } from '#core/incident/time';
import type { Maintenance } from '#core/maintenance/maintenance';
import { own } from '#core/own';
import { factsOf } from '../api/facts.ts';
import { Line, oneOf } from '../api/fields.ts';
import { given } from '../api/given.ts';
import { maintenanceRow, PlannedWork, shownMaintenance, windowFaults } from '../api/maintenance.ts';
import { json, operation } from '../api/operation.ts';
import { wholeRows } from '../api/page-of.ts';
import { wrong } from '../api/problem.ts';
import { textOf } from '../api/verb.ts';

/** A start may be so late: clocks differ. */
const LATE = 300_000;
/** Works that are to come, at most. */
const MOST = 200;
const Instant = z.iso.datetime({ offset: true, error: 'must be an instant such as 2026-03-11T14:02:00Z' });

/** Declares planned work in advance; the same asked for twice is one. */
export const planMaintenance = operation({
  name: 'planMaintenance',
  method: 'post',
  path: '/v1/maintenance',
  role: 'commander',
  summary: 'Declare planned work: its start opens an incident, and until its end alarms of its services wake nobody',
  body: (words) =>
    z.strictObject({
      title: Line,
      services: z
        .array(oneOf(words && Object.keys(words.playbook.services)))
        .min(1)
        .max(20),
      from: Instant.optional().meta({ description: 'Left out, it begins now' }),
      until: Instant,
      severity: oneOf(words?.playbook.severities.map((s) => s.id))
        .optional()
        .meta({ description: 'Left out, the least of the playbook' }),
      lead: oneOf(words && Object.keys(words.people.people))
        .optional()
        .meta({ description: 'Who leads it, and so acknowledges it at its start; left out, who plans it' }),
      facts: factsOf(words).optional(),
    }),
  answers: { status: 200, description: 'The planned work', json: PlannedWork },
  async run(ports, call) {
    const { title, facts = {}, severity, lead, ...said } = await call.body();
    const { caller } = call;
    const { pack, people } = ports.deployed;
    const now = ports.now();
    const from = said.from === undefined ? now : new Date(said.from);
    const until = new Date(said.until);
    const faults = windowFaults(from, until, now);
    if (from.getTime() < now.getTime() - LATE) faults.push({ path: 'from', message: 'must not be past' });
    if (faults.length > 0) throw wrong(faults);
    const services = [...new Set(said.services)];
    const leads = lead ?? (own(people.people, caller.name) === undefined ? undefined : caller.name);
    const planned: Omit<Maintenance, 'id'> = {
      title,
      services,
      severity: severity ?? pack.playbook.severities.at(-1)?.id ?? '',
      facts: readFacts(pack.playbook, facts),
      from: wholeSecond(from.getTime()),
      until: wholeSecond(until.getTime()),
      ...given('lead', leads),
      by: caller.name,
      at: iso(now),
      stands: 'planned',
      told: {},
    };
    await roomFor(ports, now);
    const what = [title, planned.from, planned.until, caller.name, ...services].join('\n');
    for (let n = 0; n < 20; n += 1) {
      const id = `PW-${planned.from.slice(0, 10).replaceAll('-', '')}-${short(`${what}\n${n}`)}`;
      if (await begin(ports, timedMaintenance, id, { id, ...planned })) {
        ports.log.info('planned work', { id, services, from: planned.from, until: planned.until, by: caller.name });
        return json({ id, ...planned });
      }
      const row = await ports.table.get(keys.maintenance(id));
      const stands = row === undefined ? undefined : shownMaintenance(row);
      // one that was taken back may be planned again
      if (stands !== undefined && stands.stands !== 'cancelled' && stands.title === title && stands.by === caller.name)
        return json(stands);
    }
    throw new Conflict('this work has been planned and taken back too often: give it another title');
  },
  cli: {
    verb: 'plan-maintenance',
    arguments: [{ name: 'title', sets: 'body.title', help: 'what is done, in one line' }],
    options: [
      {
        flag: '--service <name>',
        sets: 'body.services',
        form: 'list',
        required: true,
        help: 'a service that it touches; repeatable',
      },
      {
        flag: '--until <time>',
        sets: 'body.until',
        required: true,
        help: 'its end, an instant such as 2026-03-11T23:30:00Z',
      },
      { flag: '--from <time>', sets: 'body.from', help: 'its start; left out, now' },
      { flag: '--severity <id>', sets: 'body.severity', help: 'a severity of the playbook; left out, the least' },
      { flag: '--lead <person>', sets: 'body.lead', help: 'who leads it; left out, you' },
      { flag: '--fact <name=value>', sets: 'body.facts', form: 'pairs', help: 'something known; repeatable' },
    ],
    text: textOf(PlannedWork, maintenanceRow),
  },
});

const short = (what: string): string => createHash('sha256').update(what).digest('hex').slice(0, 6);

async function roomFor(ports: Parameters<typeof begin>[0], now: Date): Promise<void> {
  const page = await ports.table.index('list', list.maintenance, { limit: MOST, backwards: true });
  const coming = page.rows.filter((row) => String(row['listSk'] ?? '') > iso(now));
  if (coming.length < MOST) return;
  const stand = (await wholeRows(ports.table, coming)).filter((row) => shownMaintenance(row).stands === 'planned');
  if (stand.length >= MOST) throw new Conflict(`${MOST} works are planned already: take one back`);
}
