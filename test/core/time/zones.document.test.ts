import { expect, test } from 'vitest';
import { compareZones } from './zoneinfo/compare.ts';

test('days and wall times around every clock change 2020–2040 are those of Python’s zoneinfo', async () => {
  // half an hour, no summer time any more, Ramadan, midnight, the day before, two hours, and what never changes
  const zones = `Australia/Lord_Howe Pacific/Apia Africa/Casablanca America/Santiago America/Nuuk Antarctica/Troll Africa/Cairo
    America/Havana Asia/Beirut Europe/Berlin America/New_York Asia/Kathmandu Pacific/Chatham Europe/Dublin UTC`;
  const { releases, changes, compared, differences } = await compareZones(...zones.split(/\s+/));
  expect(differences).toEqual({});
  // another Node may bring another release: renew zoneinfo/requirements.txt with it
  expect(releases.python).toBe(releases.node);
  expect(changes).toMatchObject({ 'Australia/Lord_Howe': 42, 'Pacific/Apia': 3, 'Europe/Berlin': 42, UTC: 0 });
  expect(compared).toBeGreaterThan(15_000);
});
