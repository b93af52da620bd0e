import { type OnCallPeople, shiftAt } from '../on-call.ts';
import { own } from '../own.ts';

/** A rotation in which a change of people.yaml takes the turn that runs from one person and gives it to another. */
export interface Moved {
  rotation: string;
  from: string;
  to: string | undefined;
}

/** What a change of people.yaml would move at an instant; a person who is no longer in the file is no surprise. */
export const movedTurns = (was: OnCallPeople, is: OnCallPeople, at: Date): Moved[] =>
  Object.keys(is.rotations).flatMap((rotation) => {
    const from = own(was.rotations, rotation) === undefined ? undefined : shiftAt(was, rotation, at).person;
    const to = shiftAt(is, rotation, at).person;
    return from === undefined || from === to || own(is.people, from) === undefined ? [] : [{ rotation, from, to }];
  });
