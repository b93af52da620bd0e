import type { Known } from '../board/talk.ts';
import { accepted } from './accepted.ts';
import { after } from './after.ts';
import type { Handbook } from './blocks.ts';
import { mended, verified } from './mended.ts';
import { whole } from './names.ts';
import { people } from './people.ts';
import { quick, severities, watched } from './severities.ts';
import { told } from './told.ts';
import { unanswered } from './unanswered.ts';

/** A playbook as people read it who have never seen its file. No address, number or secret of people.yaml is in it. */
export function handbookOf({ pack, people: known }: Pick<Known, 'pack' | 'people'>): Handbook {
  // lists are whole: a page on paper has nothing to open
  const all: Known = { pack, people: known, now: new Date(0), most: Number.POSITIVE_INFINITY };
  return {
    title: `${whole(pack.playbook.title)}: incident handbook`,
    source: `Written by tocsin handbook from the playbook ${pack.playbook.name}, version ${pack.hash.slice(0, 12)}: the same file runs. Change that file, and write this again.`,
    chapters: [
      ...[quick, severities, watched, unanswered, told, mended, verified, after].map((chapter) => chapter(all)),
      ...accepted(all),
      people(all),
    ],
  };
}
