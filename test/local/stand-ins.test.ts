import { expect, test } from 'vitest';
import type { Pack, People } from '#core/playbook/pack';
import { standIns } from '#local/stand-ins';
import { plugins } from '#plugins/registry';
import { tracktion } from '#test/story';
import { small } from '../core/small-playbook.ts';
import { playbookOf } from '../extending/playbook.ts';

const at = new Date('2026-03-11T14:02:00Z');
const named = ({ pack, people }: { pack: Pack; people: People }) => {
  const { viewer, responder, commander, admin } = standIns(pack, people, at);
  return [viewer, responder, commander, admin].map(({ person }) => person);
};

test('the first who is paged responds; the first manager whom silence pages commands', () => {
  expect(named(tracktion)).toEqual(['viewer', 'alice', 'ana', 'ana']);
  expect(standIns(tracktion.pack, tracktion.people, at).commander.login).toBe('ana@tracktion.example');
});

test('whatever a playbook calls its targets, they are the same people', () => {
  const renamed = JSON.parse(
    JSON.stringify(tracktion).replaceAll('primary_oncall', 'erste_wache').replaceAll('engineering_manager', 'leitung'),
  ) as typeof tracktion;
  expect(named(renamed)).toEqual(['viewer', 'alice', 'ana', 'ana']);
});

test('where silence pages nobody else, a target that means somebody commands; where nothing pages, it also responds', () => {
  const playbook = playbookOf(plugins, small);
  expect(named(playbook)).toEqual(['viewer', 'bob', 'alice', 'alice']);
  playbook.pack.playbook.escalation = playbook.pack.playbook.escalation.slice(0, 1);
  expect(named(playbook)).toEqual(['viewer', 'bob', 'alice', 'alice']);
  playbook.pack.playbook.escalation = [];
  expect(named(playbook)).toEqual(['viewer', 'alice', 'alice', 'alice']);
});
