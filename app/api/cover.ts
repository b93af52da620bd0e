import type { Cover } from '#app/covers/cover';
import type { Caller } from './caller.ts';

/** Whether a caller is that person. */
export const isOwn = ({ name }: Caller, person: string): boolean => name === person;

/** A cover as one line, with what takes it back. */
export function coverText({ id, rotation, person, from, to, by, reason, takenBack }: Cover): string {
  const why = reason === undefined ? '' : `: ${reason}`;
  const back = takenBack === undefined ? '' : `, taken back by ${takenBack.by} at ${takenBack.at}`;
  return `${person} covers ${rotation} from ${from} to ${to}, asked by ${by}${why}${back} (${id})`;
}
