import * as z from 'zod';
import { commandOf } from '../command-of.ts';
import { stand } from '../position.ts';
import { slots } from '../questions/slots.ts';
import { OpenQuestion } from '../state.ts';
import { Where } from '../where.ts';

/** A machine asks whether it has to wait, for a person or for the end: `answered` is false, or the word that wakes it at once. */
export const ask = commandOf(
  'ask',
  { ...Where.shape, slot: z.enum([...OpenQuestion.shape.slot.options, 'resolution']) },
  (t, { slot, ...where }) => {
    if (slot === 'resolution') {
      stand(t, where, 'communicate');
      return { answered: t.state.life === 'open' ? false : 'resolved' };
    }
    stand(t, where, slots[slot].phase);
    return { answered: slots[slot].ask(t) ?? false };
  },
);
