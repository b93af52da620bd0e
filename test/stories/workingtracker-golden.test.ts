import { expect, test } from 'vitest';
import { declaredBy, happenedThen, tracker, trackerAt } from '#test/workingtracker-run';
import { told } from '../playbooks/golden/row.ts';
import { workingTracker } from '../playbooks/golden/workingtracker.ts';

// no table has what is asked again and again of nobody: how often that is, the sheet does not say
const once = { ...tracker.pack, hash: 'once', playbook: { ...tracker.pack.playbook, again: '90d' } };

test.each(workingTracker.tables.map((table) => [table.title, table] as const))(
  'if nobody ever answers: %s',
  async (_, table) => {
    const story = trackerAt(table.opens, once);
    await declaredBy(story, table.severity);
    const rows = (await happenedThen(story, table.until)).map((row) => ({ ...row, cites: '' }));
    expect(told({ ...table, rows })).toEqual(told(table));
  },
);
