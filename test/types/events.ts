import type { Event } from '#core/incident/events';
import type { Evolution } from '#core/incident/evolve/apply';
import type { Shown } from '#core/message/shown';

// Checked by the compiler alone: each seeded omission below must stay an error.

declare const evolution: Evolution;
const { Acknowledged, ...others } = evolution;
// @ts-expect-error an event that evolve does not know
export const incomplete: Evolution = others;
// @ts-expect-error an event that does not exist
export const invented: Evolution = { ...evolution, PagedEverybody: Acknowledged };
export const whole: Evolution = { ...others, Acknowledged };

// @ts-expect-error an outcome is one of the contract's words, never display text
export const worded: Shown = { kind: 'verification', outcome: 'pass 2' };

// @ts-expect-error display text is nothing that an event carries
export const shownBefore: Event = { type: 'Closed', seq: 1, at: '', because: '', kind: 'closed' };
