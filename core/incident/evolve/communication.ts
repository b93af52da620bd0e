import { own } from '../../own.ts';
import type { Incident } from '../state.ts';
import { clocked, type Evolution, unchanged } from './apply.ts';

/** The promises that stand once an update has been sent or asked for. */
function promisedBut(s: Incident, id: string): Record<string, string> | undefined {
  if (s.life !== 'open' || s.clocks.promised === undefined) return undefined;
  const { [id]: _, ...others } = s.clocks.promised;
  return Object.keys(others).length === 0 ? undefined : others;
}

/** Updates, deadlines and what has been told to whom. */
export const communication = {
  Done: (s, e) => ({ ...s, done: { ...s.done, [e.key]: e.at } }),
  DeadlineMissed: (s, e) => ({ ...s, done: { ...s.done, [e.key]: e.at } }),
  UpdateDue: (s, e) => {
    // who takes the role later is told since when it is asked for
    if (e.update !== 'update') return { ...s, done: { [e.key]: e.at, ...s.done } };
    // a cadence moves on by its base: an incident that nobody looks at for weeks must not grow by each reminder
    const promised = promisedBut(s, e.audience);
    return s.life === 'open'
      ? clocked(s, { promised, reminded: { ...s.clocks.reminded, [e.audience]: e.base ?? e.at } })
      : s;
  },
  UpdateSent: (s, e) => {
    const n = (own(s.updates, e.audience)?.n ?? 0) + 1;
    const done = e.update === 'update' ? s.done : { ...s.done, [`${e.update}-sent/${e.audience}`]: e.at };
    return clocked(
      { ...s, updates: { ...s.updates, [e.audience]: { at: e.at, n } }, done },
      { promised: promisedBut(s, e.audience), progressAt: e.at },
    );
  },
  PublicTold: (s, e) => ({ ...s, firstPublicAt: s.firstPublicAt ?? e.toldAt }),
  Told: (s, e) => ({ ...s, told: s.told.includes(e.place) ? s.told : [...s.told, e.place] }),
  StatusChanged: (s, e) =>
    e.promised === undefined
      ? { ...s, status: e.status }
      : clocked({ ...s, status: e.status }, { cadenceFrom: e.at, promised: e.promised }),
  Noted: (s, e) => clocked(s, { progressAt: e.at }),
  FactSet: (s, e) => clocked({ ...s, facts: { ...s.facts, [e.name]: e.value } }, { progressAt: e.at }),
  FactsAsked: (s, e) => ({
    ...s,
    asked: { ...s.asked, [e.form]: e.times },
    done: { ...s.done, [`asked/${e.form}`]: e.at },
  }),
  Linked: unchanged,
} satisfies Partial<Evolution>;
