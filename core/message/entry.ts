import * as z from 'zod';
import { Recorded, Stamp } from '../incident/events.ts';
import { Note } from '../incident/notes.ts';
import { bytesOfFrozen, isRecord } from '../json.ts';
import { knownEntry, sayEntry } from './known-entries.ts';
import { Kind, type Line } from './line.ts';

/** Something that the timeline may show: an event, or a note of what changed no state. */
export type Entry = (z.infer<typeof Recorded> & z.infer<typeof Stamp>) | Note;

/** A row of a release that stored the words of its line. */
const Worded = z.object({
  at: z.string(),
  because: z.string().default(''),
  kind: Kind,
  to: z.string().optional(),
  channel: z.string().optional(),
  seq: z.number().optional(),
});
export type Worded = Omit<Line, 'seconds'> & { seq?: number | undefined };

const NOTES: ReadonlySet<unknown> = new Set(Note.options.map(({ shape }) => shape.type.value));

/** Reads a stored entry tolerantly: what a newer or older release wrote otherwise is left out, never an error. */
export function entryOf(stored: unknown): Entry | Worded | undefined {
  if (!isRecord(stored)) return undefined;
  const before = knownEntry(stored);
  if (before !== undefined) return before === 'left out' ? undefined : (before as Entry | Worded);
  const entry = parsed(stored);
  if (bytesOfFrozen(stored) !== undefined) sayEntry(stored, entry ?? 'left out');
  return entry;
}

function parsed(stored: Record<string, unknown>): Entry | Worded | undefined {
  // nothing else has a kind, nor the type of a note, and a parse that fails costs as much as the other two
  const worded = 'kind' in stored ? Worded.safeParse(stored) : undefined;
  if (worded?.success === true) return worded.data;
  if (NOTES.has(stored['type'])) return Note.safeParse(stored).data;
  const recorded = Recorded.safeParse(stored);
  const stamp = Stamp.safeParse(stored);
  return recorded.success && stamp.success ? { ...recorded.data, ...stamp.data } : undefined;
}
