import { go } from '../position.ts';
import { rate } from '../rate.ts';
import { questionOf } from '../state.ts';
import type { Turn } from '../turn.ts';
import { askOnce } from './put.ts';
import type { SlotRecord } from './slot.ts';

/** Whether the rated severity is right. `rate-severity` asks it; the machine then only waits. */
export const severity: SlotRecord = {
  phase: 'assess',
  name: 'confirm-severity',
  ask: (t) => (questionOf(t.state)?.slot === 'severity' ? undefined : t.state.severity),
  answer(t, { option, by, reason }) {
    rate(t, option, by, `${reason ?? 'confirmed'} (${by})`);
    if (t.state.phase === 'assess') go(t, 'mitigate', 'assessed');
  },
};

/** Asks a person to confirm or change the severity where the playbook wants that; false where it does not. */
export function askToConfirm(t: Turn): boolean {
  const { confirm } = t.playbook.triage;
  if (confirm === undefined) return false;
  if (confirm.severities !== undefined && !confirm.severities.includes(t.state.severity)) return false;
  askOnce(t, 'severity', {
    ask: confirm.ask,
    text: `Is ${t.state.severity} the right severity?`,
    options: t.playbook.severities.map((s) => ({ id: s.id, title: `${s.id} ${s.names[0] ?? ''}`.trim() })),
    again: confirm.again,
    because: t.because('the playbook asks a person to confirm the severity', 'triage.confirm'),
  });
  return true;
}
