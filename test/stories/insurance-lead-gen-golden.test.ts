import { expect, test } from 'vitest';
import { declaredHere, happenedHere, leadGen, leadGenAt } from '#test/insurance-lead-gen-run';
import { insuranceLeadGen } from '../playbooks/golden/insurance-lead-gen.ts';
import { told } from '../playbooks/golden/row.ts';

// no table has the engine's questions, which would be put again every half hour for weeks
const once = { ...leadGen.pack, hash: 'once', playbook: { ...leadGen.pack.playbook, again: '90d' } };

test.each(insuranceLeadGen.tables.map((table) => [table.title, table] as const))(
  'if nobody ever answers: %s',
  async (_, table) => {
    const story = leadGenAt(table.opens, once);
    await declaredHere(story, table.severity);
    const rows = (await happenedHere(story, table.until)).map((row) => ({ ...row, cites: '' }));
    expect(told({ ...table, rows })).toEqual(told(table));
  },
);
