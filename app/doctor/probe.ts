import type { Ports, Probed } from '#app/ports';
import { textWithin } from '#core/incident/reading-text';
import { seconds } from '#core/playbook/words';

/** Seconds that one check may take here, twice where a secret is read again: the caller waits for the slowest. */
export const LONGEST_PROBE_SECONDS = 10;

/** Bytes of a text that the doctor is handed: that there is one is what it tells. */
const SHOWN_BYTES = 200;

/** Reads each check of the deployed playbook once, side by side. */
export async function probeAll({ checks, deployed }: Pick<Ports, 'checks' | 'deployed'>): Promise<Probed[]> {
  return Promise.all(
    Object.entries(deployed.pack.playbook.checks).map(async ([name, check]): Promise<Probed> => {
      const { title, timeout } = check;
      const reading = await checks.read(
        seconds(timeout) > LONGEST_PROBE_SECONDS ? { ...check, timeout: `${LONGEST_PROBE_SECONDS}s` } : check,
      );
      return {
        check: name,
        title,
        ...reading,
        ...(reading.text !== undefined && { text: textWithin(reading.text, SHOWN_BYTES) }),
      };
    }),
  );
}
