import { approval } from './approval.ts';
import { choice } from './choice.ts';
import { review } from './review.ts';
import { severity } from './severity.ts';
import type { Slot, SlotRecord } from './slot.ts';
import { step } from './step.ts';
import { whatNext } from './what-next.ts';

/** The questions that an incident can ask, by their slot: one is open at a time. */
export const slots: Record<Slot, SlotRecord> = { choice, severity, step, approval, 'what-next': whatNext, review };
