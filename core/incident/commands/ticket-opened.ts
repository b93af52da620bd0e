import * as z from 'zod';
import { commandOf } from '../command-of.ts';

/** The tool of a place has taken the ticket of the incident: rules may tell of it. `shown`: its key and address. */
export const ticketOpened = commandOf(
  'ticket-opened',
  { place: z.string(), shown: z.string() },
  (t, { place, shown }) => {
    const because = `ticket at ${place}: ${shown}`;
    t.emit({ type: 'Done', key: `ticket/${place}` }, because);
    t.happen('ticket-opened', because);
  },
);
