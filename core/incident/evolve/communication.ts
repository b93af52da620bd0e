import { own } from '../../own.ts';
import { clocked, type Evolution, unchanged } from './apply.ts';

/** Updates, deadlines and what has been told to whom. */
export const communication = {
  Done: (s, e) => ({ ...s, done: { ...s.done, [e.key]: e.at } }),
  DeadlineMissed: (s, e) => ({ ...s, done: { ...s.done, [e.key]: e.at } }),
  UpdateDue: (s, e) => {
    if (e.update !== 'update') return { ...s, done: { ...s.done, [e.key]: e.at } };
    // a cadence moves on by its base: an incident that nobody looks at for weeks must not grow by each reminder
    return s.life === 'open' ? clocked(s, { reminded: { ...s.clocks.reminded, [e.audience]: e.base ?? e.at } }) : s;
  },
  UpdateSent: (s, e) => {
    const n = (own(s.updates, e.audience)?.n ?? 0) + 1;
    const done = e.update === 'update' ? s.done : { ...s.done, [`${e.update}-sent/${e.audience}`]: e.at };
    return clocked({ ...s, updates: { ...s.updates, [e.audience]: { at: e.at, n } }, done }, { progressAt: e.at });
  },
  PublicTold: (s, e) => ({ ...s, firstPublicAt: s.firstPublicAt ?? e.toldAt }),
  Told: (s, e) => ({ ...s, told: s.told.includes(e.place) ? s.told : [...s.told, e.place] }),
  StatusChanged: (s, e) => ({ ...s, status: e.status }),
  Noted: (s, e) => clocked(s, { progressAt: e.at }),
  FactSet: (s, e) => ({ ...s, facts: { ...s.facts, [e.name]: e.value } }),
  Linked: unchanged,
} satisfies Partial<Evolution>;
