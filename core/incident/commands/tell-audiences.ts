import { commandOfTask } from '../command-of.ts';

/** Communicate: the first messages that go by themselves. */
export const tellAudiences = commandOfTask('tell-audiences', 'communicate', {}, (t) => {
  t.happen('assessed', `assessed as ${t.state.severity}`, { once: true });
  return { verdict: 'told', visit: t.state.communicateVisit };
});
