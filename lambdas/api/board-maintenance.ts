import * as z from 'zod';
import { PlannedWork } from '#app/api/maintenance';
import { cancelling, moving, planning } from '#app/board/asked';
import { readPeople } from '#app/board/read';
import { type Flash, sentTooLate, statusOf } from '#web/board/flash';
import { maintenancePage } from '#web/board/maintenance-page';
import { type Desk, knownNow, type Visit } from './board-desk.ts';

const Works = z.object({ items: z.array(PlannedWork), next: z.string().nullable() });
const words = { plan: 'planned', move: 'moved', cancel: 'cancelled' } as const;
const isWord = (word: string | undefined): word is (typeof words)[keyof typeof words] =>
  word === 'planned' || word === 'moved' || word === 'cancelled';

/** Planned work: what is to come and has been, and what commanders do about it. */
export function addMaintenance({ ports, show, list, act, page }: Desk): void {
  const works = async (v: Visit, flash: Flash | undefined) => {
    const { people } = await readPeople(ports);
    const next = v.c.req.query('next');
    const found = Works.parse(await list(v, 'listMaintenance', { limit: '20', ...(next ? { next } : {}) }));
    const typed = flash?.done === false ? v.form : {};
    return show(
      v.c,
      maintenancePage({ frame: v.frame, known: knownNow(ports, people), ...found, typed, flash }),
      statusOf(flash),
    );
  };
  const asked = ({ form }: Visit) => {
    const { zone } = ports.deployed.pack.playbook;
    const { act: word = 'plan' } = form;
    switch (word) {
      case 'move':
        return { does: 'move', operation: 'moveMaintenance', id: form['id'] ?? '', body: moving(form, zone) } as const;
      case 'cancel':
        return {
          does: 'cancel',
          operation: 'cancelMaintenance',
          id: form['id'] ?? '',
          body: cancelling(form),
        } as const;
      default:
        return { does: 'plan', operation: 'planMaintenance', body: planning(form, zone) } as const;
    }
  };
  page(
    '/console/maintenance',
    (v) => {
      const done = v.c.req.query('done');
      return works(v, v.again === true ? sentTooLate : isWord(done) ? { done } : undefined);
    },
    async (v) => {
      const { does, ...wanted } = asked(v);
      const outcome = await act(v, wanted);
      return outcome.done ? v.c.redirect(`?done=${words[does]}`, 303) : works(v, outcome);
    },
  );
}
