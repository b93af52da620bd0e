import { commandOfTask } from '../command-of.ts';
import { readingsDown } from '../judge.ts';
import { go } from '../position.ts';
import { askToConfirm } from '../questions/severity.ts';
import { rate } from '../rate.ts';
import { raisesBySignal } from '../rating.ts';
import type { Turn } from '../turn.ts';

/** Assess: the worse of what stands and what the count of failing components says; a person confirms it where the playbook wants that. */
export const rateSeverity = commandOfTask('rate-severity', 'assess', {}, (t) => {
  rateByCount(t);
  if (askToConfirm(t)) return { verdict: 'ask-person', visit: t.state.visit + 1 };
  go(t, 'mitigate', 'assessed');
  return { verdict: 'assessed', visit: t.state.visit };
});

function rateByCount(t: Turn): void {
  const { count } = t.playbook.triage;
  if (count === undefined) return;
  const { snapshot, severity } = t.state;
  // what could not be read is counted neither way
  if (!snapshot.some((r) => r.value !== null && count.of.includes(r.check))) return;
  const down = readingsDown(snapshot, count.of);
  const n = count.bands.findIndex((band) => down.length >= band.atLeast);
  const band = count.bands[n];
  if (band === undefined) return;
  const names = down.length === 0 ? '' : `: ${down.map((d) => d.title).join(', ')}`;
  const found = `${down.length} of ${count.of.length} components down${names}`;
  const because = t.because(found, `triage.count.bands.${n}`);
  if (band.severity === severity || raisesBySignal(t.state, t.playbook, band.severity, t.context.now.getTime()))
    rate(t, band.severity, 'count', because);
  else
    t.emit(
      { type: 'SeverityKept', severity, counted: band.severity },
      `${severity} kept, the count alone would be ${band.severity}: ${because}`,
    );
}
