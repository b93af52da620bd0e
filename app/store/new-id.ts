import type { Ports } from '#app/ports';
import { Refused } from '#core/errors';
import { keys } from './keys.ts';

/** The next id by the playbook's pattern; one that is taken moves on to the next second or number. UTC. */
export async function newIncidentId(ports: Pick<Ports, 'table' | 'now'>, pattern: string): Promise<string> {
  const now = ports.now().getTime();
  for (let n = 0; n < 600; n += 1) {
    const at = new Date(now + n * 1000);
    const id = await fill(ports, pattern, at);
    if ((await ports.table.get(keys.state(id))) === undefined) return id;
  }
  throw new Error(`no free id for ${pattern}`);
}

async function fill(ports: Pick<Ports, 'table'>, pattern: string, at: Date): Promise<string> {
  const [date = '', time = ''] = at.toISOString().split('T');
  const yyyymmdd = date.replaceAll('-', '');
  const words: Record<string, string> = { yyyymmdd, yyyy: date.slice(0, 4), hhmm: time.slice(0, 5).replace(':', '') };
  const plain = pattern
    .replace(/\{(yyyymmdd|yyyy|hhmm)\}/g, (_, word: string) => words[word] ?? '')
    .replace(/\{unix:(\d+)\}/, (_, digits: string) => {
      const width = Number(digits);
      return String(Math.floor(at.getTime() / 1000) % 10 ** width).padStart(width, '0');
    });
  const seq = /\{seq:(\d+)\}/.exec(plain);
  if (seq === null) return plain;
  const n = await count(ports, plain.replace(seq[0], '*'));
  return plain.replace(seq[0], String(n).padStart(Number(seq[1]), '0'));
}

/** Counts up; gaps are fine. */
async function count(ports: Pick<Ports, 'table'>, name: string): Promise<number> {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const row = await ports.table.get(keys.counter(name));
    const n = Number(row?.['n'] ?? 0) + 1;
    try {
      await ports.table.write([
        {
          put: { ...keys.counter(name), n },
          when: row === undefined ? { pk: { absent: true } } : { n: { eq: n - 1 } },
        },
      ]);
      return n;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
  throw new Error(`counter ${name} is contended`);
}
