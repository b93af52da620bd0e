import { resolved } from '../closing.ts';
import { mustBeFree, whatKeeps } from '../kept.ts';
import { jump } from '../position.ts';
import { verifyingOf } from '../state.ts';
import { beginToVerify, verificationFailed } from '../verifying.ts';
import { askOnce, heldText } from './put.ts';
import type { SlotRecord } from './slot.ts';

/** What to do about a stability loop that is exhausted, or about alarms that fire although it has held. */
export const whatNext: SlotRecord = {
  phase: 'resolve',
  name: 'stability',
  ask(t) {
    const verifying = verifyingOf(t.state);
    if (verifying?.exhausted !== true && verifying?.held !== true) return 'measure';
    const { ask, again } = t.playbook.verification.exhausted;
    askOnce(t, 'what-next', {
      ask,
      text: verifying.held ? heldText(t) : 'The fix could not be shown to be stable. What next?',
      options: [
        { id: 'measure', title: 'Measure again' },
        { id: 'mitigate', title: 'Mitigate again' },
        { id: 'resolve', title: 'Resolve anyway' },
      ],
      again,
      because: t.because(
        verifying.held ? (whatKeeps(t) ?? 'stable') : 'the stability loop is exhausted',
        'verification.exhausted',
      ),
    });
    return undefined;
  },
  // the machine asks where the incident stands, unless it only measures again
  answer(t, { option, by }) {
    const because = `${option} chosen by ${by}`;
    if (option === 'measure') beginToVerify(t, because);
    else if (option === 'resolve') {
      mustBeFree(t);
      resolved(t, because, true);
    } else {
      verificationFailed(t, because);
      jump(t, 'mitigate', because);
    }
  },
};
