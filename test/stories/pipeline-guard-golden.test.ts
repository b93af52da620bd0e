import { expect, test } from 'vitest';
import { declared, guard, guardAt, happened } from '#test/golden-run';
import { pipelineGuard } from '../playbooks/golden/pipeline-guard.ts';
import { told } from '../playbooks/golden/row.ts';

// no table has the engine's questions, which would be put again each hour for weeks
const once = { ...guard.pack, hash: 'once', playbook: { ...guard.pack.playbook, again: '90d' } };

test.each(pipelineGuard.tables.map((table) => [table.title, table] as const))(
  'if nobody ever answers: %s',
  async (_, table) => {
    const story = guardAt(table.opens, once);
    await declared(story, table.severity);
    const rows = (await happened(story, table.until)).map((row) => ({ ...row, cites: '' }));
    expect(told({ ...table, rows })).toEqual(told(table));
  },
);
