import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';

/** What one organisation's playbook must be able to say, where it says it, and the test that turns red once that line is reversed. */
const Need = z.strictObject({
  /** Number in `titles`. */
  need: z.int().min(1).max(45),
  says: z.string().min(1),
  /** Below the playbook's folder. */
  file: z.string(),
  /** The place in the file, list entries by number: `severities.1.targets.respond`. */
  path: z.string(),
  /** What stands there instead, or that it is gone. */
  value: z.json().optional(),
  gone: z.literal(true).optional(),
  test: z.string(),
  /** How the test's name begins. */
  name: z.string(),
});
export type Need = z.infer<typeof Need>;

/** By the playbook's folder. */
export const needs: Readonly<Record<string, readonly Need[]>> = Object.fromEntries(
  readdirSync(new URL('.', import.meta.url))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [
      file.replace('.json', ''),
      z.array(Need).parse(JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))),
    ]),
);

/** The 45 things that the playbooks demand of the engine. */
export const titles: readonly string[] = [
  'severities of the playbook’s own, rated or set by hand, deadlines planned anew',
  'targets to respond and to resolve, a miss on the record',
  'an alert of Prometheus, by its label of severity',
  'thresholds that must last, and a higher one that raises',
  'an alert on a count of log lines',
  'lists of triggers by severity, with bands of numbers',
  'a count of failing components rates',
  'a matrix of users, function and revenue',
  'other sources: error tracker, uptime monitor, customer report, a declaration by hand',
  'a snapshot of the triage, kept with the incident',
  'checklists with times, ticked by people',
  'patterns for ids and names of rooms',
  'roles by their own names, who leads, a hand-over',
  'rotations, a primary and a secondary',
  'several people paged at once, by severity',
  'escalation by time, unacknowledged or unresolved',
  'escalation without progress',
  'a ladder of levels, or a chain in order',
  'a matrix of role and severity, in business time',
  'a technical and a business escalation side by side',
  'digests from daily to quarterly',
  'escalation by conditions: impact, revenue, media, legal',
  'a business calendar with its zone',
  'a war room by severity, with who is invited',
  'messages by template for each audience',
  'who is told only from some severity or duration on',
  'a cadence inside, by severity',
  'a cadence for customers and for partners',
  'windows for the first and the final word',
  'a status page with its life cycle',
  'clocks of phases that overlap',
  'runbooks with conditions, waits and failures',
  'a choice among options, by a person',
  'actions on the system',
  'limits of verification for each runbook',
  'a loop of stability',
  'an observation window that opens again',
  'statuses of the playbook’s own, and a closure checklist',
  'a review by severity, with its invitation',
  'a report with its sections in order',
  'action items with ids, horizons and follow-ups',
  'metrics, trends, a report of the month, drills',
  'an investigation that is read and kept',
  'categories of incidents and of causes',
  'a ticket that is kept in step',
];
