import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import type { Criterion } from '#core/playbook/verification';
import type { Incident, Measured } from './state.ts';

/** The criteria that count: those of the runbook that was run, where it has its own, else the playbook's. */
export function criteriaOf(incident: Incident, pack: Pack): Criterion[] {
  const runbook = own(pack.runbooks, incident.plan?.runbook ?? '');
  const byRule =
    incident.rule === undefined
      ? undefined
      : pack.playbook.detection.rules.find((r) => r.id === incident.rule)?.runbook;
  const pass = runbook?.pass ?? (byRule === undefined ? undefined : own(pack.runbooks, byRule)?.pass);
  return pass ?? pack.playbook.verification.pass;
}

/** The checks that a list of criteria reads. */
export const checksOf = (criteria: Criterion[]): string[] => [
  ...new Set(criteria.flatMap((c) => c.of ?? (c.check === undefined ? [] : [c.check]))),
];

/** Components that a reading says are failing; one that could not be read is not known to fail, and never raises a severity. */
export const readingsDown = (readings: Measured[], of: string[]): { check: string; title: string }[] =>
  of.flatMap((check) => {
    const reading = readings.find((r) => r.check === check);
    return reading === undefined || reading.value === null || reading.value === 1
      ? []
      : [{ check, title: reading.title }];
  });

/** Components that a reading says are well; one that could not be read is not (rule G4). */
const healthyOf = (readings: Measured[], of: string[]): number =>
  of.filter((check) => readings.find((r) => r.check === check)?.value === 1).length;

/** Whether readings satisfy all criteria, and why. A reading that is missing never passes (rule G4). */
export function judge(criteria: Criterion[], readings: Measured[]): { pass: boolean; because: string } {
  if (criteria.length === 0) return { pass: true, because: 'the playbook has nothing to verify it by' };
  const results = criteria.map((c) => judgeOne(c, readings));
  return { pass: results.every((r) => r.pass), because: results.map((r) => r.because).join('; ') };
}

function judgeOne(c: Criterion, readings: Measured[]): { pass: boolean; because: string } {
  if (c.of !== undefined) {
    const healthy = healthyOf(readings, c.of);
    return within(c, healthy, `${c.id}: ${healthy} of ${c.of.length} healthy`, '');
  }
  const reading = readings.find((r) => r.check === c.check);
  if (reading === undefined || reading.value === null) {
    if (reading?.text !== undefined)
      return { pass: false, because: `${reading.title} ${reading.because}: text, where a number is expected` };
    return {
      pass: false,
      because: `${reading?.title ?? c.check ?? c.id} could not be read: ${reading?.because ?? 'no reading'}`,
    };
  }
  const unit = reading.unit ?? '';
  return within(c, reading.value, `${reading.title} ${round(reading.value)}${unit}`, unit);
}

function within(c: Criterion, value: number, said: string, unit: string): { pass: boolean; because: string } {
  const failed = [
    c.below !== undefined && !(value < c.below) ? `not < ${c.below}${unit}` : undefined,
    c.above !== undefined && !(value > c.above) ? `not > ${c.above}${unit}` : undefined,
    c.atMost !== undefined && !(value <= c.atMost) ? `not ≤ ${c.atMost}${unit}` : undefined,
    c.atLeast !== undefined && !(value >= c.atLeast) ? `not ≥ ${c.atLeast}${unit}` : undefined,
  ].filter((f) => f !== undefined);
  return { pass: failed.length === 0, because: failed.length === 0 ? said : `${said} (${failed.join(', ')})` };
}

const round = (n: number): number => Math.round(n * 100) / 100;

/** `Error rate: reads 23; Database: answers 200`: readings as the timeline says them. */
export const readingsInWords = (readings: Measured[]): string =>
  readings
    .map((r) =>
      r.value === null && r.text === undefined
        ? `${r.title} could not be read: ${r.because}`
        : `${r.title}: ${r.because}`,
    )
    .join('; ') || 'no checks to read';
