/** Thrown when the host lacks what the set-up needs; its message says what to do. */
export class SetUpFailed extends Error {
  name = 'SetUpFailed';
}

/** Tells the person at the terminal how the set-up goes; stdout belongs to the command that follows. */
export const say = (text) => process.stderr.write(`tocsin: ${text}\n`);

/** How long the set-up waits for another process that installs in this clone. */
export const patienceMs = Number(process.env.TOCSIN_SETUP_WAIT_SECONDS || 600) * 1000;

/** What a wait that took too long says: who is in the way, and what to do about it. */
export function gaveUp(who) {
  throw new SetUpFailed(
    `${who} has been at work in this clone for more than ${patienceMs / 1000} s. Wait for it or end it, then start again ` +
      '(TOCSIN_SETUP_WAIT_SECONDS sets how long to wait).',
  );
}
