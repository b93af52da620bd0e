import type { OpenQuestion, Phase } from '../state.ts';
import type { Turn } from '../turn.ts';

export type Slot = OpenQuestion['slot'];

/** What a person's answer says. */
export interface Said {
  option: string;
  by: string;
  reason?: string | undefined;
}

/** A question that a phase asks: how it is put, and what its answer brings about. */
export interface SlotRecord {
  phase: Phase;
  /** The API's name for it. */
  name: string;
  /** The slot whose machine waits for the answer, where that is another one's. */
  token?: Slot;
  /** Asks it, or gives the word that wakes the machine at once where an answer stands already. */
  ask(t: Turn): string | undefined;
  answer(t: Turn, said: Said): void;
}
