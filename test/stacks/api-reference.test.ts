import { expect, test } from 'vitest';
import { apiReference, exported } from '../../scripts/api-reference.ts';
import { textOf } from '../house/files.ts';

const all = exported();

test('docs/api.md is what the declarations say: node scripts/write-api-reference.ts', () => {
  expect(textOf('docs/api.md')).toBe(apiReference(all));
});

test('it has the construct, its props and the alarm action', () => {
  expect(all.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['IncidentResponse', 'IncidentResponseProps', 'TocsinAlarmAction', 'WatchProps']),
  );
  const props = all.find(({ name }) => name === 'IncidentResponseProps');
  expect(props?.members.map(({ name }) => name)).toEqual(expect.arrayContaining(['playbook', 'catchAll', 'watch']));
});

test('everything that an app can name has a docstring; a constructor says it by its class', () => {
  const silent = all.flatMap(({ name, doc, members }) => [
    ...(doc === '' ? [name] : []),
    ...members.flatMap((member) =>
      member.doc === '' && member.name !== 'constructor' ? [`${name}.${member.name}`] : [],
    ),
  ]);
  expect(silent).toEqual([]);
});

test('props are named interfaces: none has members of its own in braces', () => {
  const nameless = all.flatMap(({ name, members }) =>
    members.flatMap((member) => (/:\s*\{/.test(member.code) ? [`${name}.${member.name}`] : [])),
  );
  expect(nameless).toEqual([]);
});
