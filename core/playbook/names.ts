import { PUSH } from '../delivery/channels.ts';
import { tickable } from '../incident/work.ts';
import { rulesOf } from '../rules/expand.ts';
import type { Pack, People } from './pack.ts';
import { HANDING } from './readiness.ts';
import { derivedWords } from './who.ts';
import type { Names } from './words.ts';
import { categoriesOf, statusWords } from './words-of.ts';

/** The names that a playbook has, by what they name. */
export function namesOf(
  { playbook, runbooks, templates }: Pick<Pack, 'playbook' | 'runbooks' | 'templates'>,
  people: People,
): Record<Names, string[]> {
  const roles = playbook.roles.map(({ id }) => id);
  const who = [...roles, ...Object.keys(people.targets), ...derivedWords(playbook)];
  const severities = playbook.severities.map(({ id }) => id);
  const statuses = statusWords(playbook);
  const places = Object.keys(playbook.places);
  return {
    base: Object.keys(playbook.bases),
    calendar: Object.keys(playbook.calendars),
    category: categoriesOf(playbook),
    channel: [PUSH, ...new Set(Object.values(people.people).flatMap(({ channels }) => channels))],
    check: Object.keys(playbook.checks),
    'detection rule': playbook.detection.rules.map(({ id }) => id),
    digest: Object.keys(playbook.digests),
    fact: Object.keys(playbook.facts),
    horizon: Object.keys(playbook.items.horizons),
    moment: Object.keys(playbook.moments),
    person: Object.keys(people.people),
    place: places,
    'place or who': [...places, ...who],
    'place, target or duty': [...places, ...Object.keys(people.targets), ...HANDING],
    role: roles,
    rotation: Object.keys(people.rotations),
    rule: rulesOf(playbook).map(({ id }) => id),
    runbook: Object.keys(runbooks),
    service: Object.keys(playbook.services),
    severity: severities,
    'severity or status': [...new Set([...severities, ...statuses])],
    status: statuses,
    task: tickable(playbook),
    team: Object.keys(playbook.teams),
    template: Object.keys(templates),
    who,
  };
}
