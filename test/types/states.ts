import type { Incident, Open } from '#core/incident/state';

// Checked by the compiler alone: what an incident's life does not allow must stay an error.
declare const kept: Omit<Open, 'life' | 'phase' | 'run' | 'clocks' | 'question' | 'verifying'>;
declare const open: Open;
const at = '2026-03-11T14:02:00Z';

const ending = { ...kept, life: 'ended', phase: 'over', run: { n: 1 }, endedAt: at, endedAs: 'recovered' } as const;

// @ts-expect-error an open incident is not resolved
export const openAndResolved: Extract<Incident, { resolvedAt: string }> = open;

// @ts-expect-error an open incident has clocks
export const withoutClocks: Incident = { ...kept, life: 'open', phase: 'detect', run: open.run };

// @ts-expect-error an open incident is not in its review
export const reviewedWhileOpen: Incident = { ...open, phase: 'post-mortem' };

type Ended = Extract<Incident, { life: 'ended' }>;
// @ts-expect-error what has ended asks nobody
export type Asking = Ended['question'];

export const ended: Incident = ending;
