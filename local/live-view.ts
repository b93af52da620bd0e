import { styleText } from 'node:util';
import type { Line } from '#core/message/line';
import { oneLine } from '#core/message/plain-text';
import { subjectOf } from '#core/message/subject';
import type { Shown } from './demonstration/demonstrate.ts';

const colours: Partial<Record<Line['kind'], Parameters<typeof styleText>[0]>> = {
  opened: 'red',
  page: 'red',
  escalation: 'yellow',
  'deadline-missed': 'yellow',
  'update-due': 'cyan',
  message: 'blue',
  acknowledged: 'green',
  decision: 'magenta',
  mitigation: 'magenta',
  verification: 'cyan',
  resolved: 'green',
  status: 'bold',
};

/** Shows an incident's timeline as it grows, one line for each entry, in the playbook's time. */
export function liveView(out: NodeJS.WriteStream): {
  line(line: Line): void;
  say(text: string): void;
  end(shown: Shown): void;
} {
  return {
    line(line) {
      const { seconds, kind, channel, because } = line;
      const clock = `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`;
      const what = styleText(colours[kind] ?? 'dim', kind.padEnd(15));
      const where = oneLine([subjectOf(line), channel].filter((w) => w !== undefined && w !== '').join(' by '));
      const why = oneLine(because).slice(0, 110);
      out.write(`${clock}  ${what} ${where.padEnd(42).slice(0, 60)} ${styleText('dim', why)}\n`);
    },
    say(text) {
      out.write(`${styleText('bold', `        ${oneLine(text)}`)}\n`);
    },
    end(shown) {
      out.write(
        `\n${styleText('green', `${shown.incidentId} ${shown.severity}: over after ${shown.seconds} s`)}; ${shown.pages} pages accepted by a channel; phases ${shown.phases.join(', ')}\n`,
      );
    },
  };
}
