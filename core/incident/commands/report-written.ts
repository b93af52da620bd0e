import { valueFor } from '#core/rules/expand';
import { commandOfTask } from '../command-of.ts';

/** Post-mortem: whether this severity is reviewed at all; the lifecycle ends where it is not. */
export const reportWritten = commandOfTask('report-written', 'post-mortem', {}, (t) => {
  const { severity } = t.state;
  if (valueFor(t.playbook.meeting?.at, severity) === undefined) {
    t.emit({ type: 'PhaseEntered', phase: 'over', jump: false }, t.because(`${severity} is not reviewed`, 'meeting'));
    return { verdict: 'none', visit: t.state.visit };
  }
  t.emit({ type: 'ReportWritten' }, t.because('report written from the timeline', 'report'));
  return { verdict: 'review', visit: t.state.visit };
});
