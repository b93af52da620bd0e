import { commandOfTask } from '../command-of.ts';
import { verifyingOf } from '../state.ts';
import { beginToVerify, verdict } from '../verifying.ts';

/** Resolve: says when the next measurement is due, after the playbook's wait at the start, else where a run that died left off. */
export const beginVerification = commandOfTask('begin-verification', 'resolve', {}, (t) => {
  const verifying = verifyingOf(t.state);
  if (verifying === undefined || verifying.exhausted) beginToVerify(t);
  return verdict(t, 'again');
});
