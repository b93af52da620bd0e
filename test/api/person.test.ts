import { expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { personOf } from '#app/sign-in/person';

const { people } = loadPlaybook('playbooks/tracktion');
/** As on a first trial: all mail goes to one mailbox. */
const shared = {
  ...people,
  people: Object.fromEntries(
    Object.entries(people.people).map(([id, person]) => [id, { ...person, email: 'Us@shop.example' }]),
  ),
};

test('who signs in by an address alone is the person who has it, and nobody where several have it', () => {
  const claims = { sub: '7f0c', email: 'alice@tracktion.example', email_verified: true };
  const alone = { ...people, people: { ...people.people, alice: { ...people.people['alice']!, email: claims.email } } };
  expect(personOf(alone, claims)).toBe('alice');
  expect(personOf(shared, { ...claims, email: 'us@shop.example' })).toBeUndefined();
});

test('a user name counts before an address, in whatever order the file has them', () => {
  const claims = { 'cognito:username': 'dana', email: 'us@shop.example', email_verified: true };
  expect(personOf(shared, claims)).toBe('dana');
});
