import { expect, test } from 'vitest';
import { alerted, happenedAt, pampaxAt } from '#test/pampax-run';
import { pampax } from '../playbooks/golden/pampax.ts';
import { told } from '../playbooks/golden/row.ts';

const alerts: Record<string, { name: string; severity: string; value?: number }> = {
  P0: { name: 'PampaxServiceDown', severity: 'critical' },
  P1: { name: 'PampaxDatabaseErrors', severity: 'high', value: 0.35 },
  P2: { name: 'PampaxHighResponseTime', severity: 'medium', value: 2.4 },
  // no alert of the sheet bears this label: one that the playbook does not know
  P3: { name: 'PampaxCertificateOld', severity: 'low' },
};

test.each(pampax.tables.map((table) => [table.title, table] as const))(
  'if nobody ever answers: %s',
  async (_, table) => {
    const story = pampaxAt(table.opens);
    const alert = alerts[table.severity];
    if (alert === undefined) throw new Error(`no alert for ${table.severity}`);
    await alerted(story, { ...alert, at: table.opens });
    const rows = (await happenedAt(story, table.until)).map((row) => ({ ...row, cites: '' }));
    expect(told({ ...table, rows })).toEqual(told(table));
  },
);
