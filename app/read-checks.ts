import { withTextsCut } from '#core/incident/reading-text';
import type { Measured } from '#core/incident/state';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import type { Ports } from './ports.ts';

/** Reads named checks of the playbook, side by side; of their texts, what is kept of them. */
export async function readAll({ checks }: Pick<Ports, 'checks'>, pack: Pack, names: string[]): Promise<Measured[]> {
  const readings = await Promise.all(
    names.map(async (name): Promise<Measured> => {
      const check = own(pack.playbook.checks, name);
      if (check === undefined)
        return { check: name, title: name, value: null, because: `the playbook has no check ${name}` };
      const { title, unit } = check;
      const { value, because, text } = await checks.read(check);
      return {
        check: name,
        title,
        ...(unit === undefined ? {} : { unit }),
        value,
        because,
        ...(text === undefined ? {} : { text }),
      };
    }),
  );
  return withTextsCut(readings);
}
