import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { highErrorRate, Story } from './story.ts';

/** Words that are as heavy as words can be: each sign takes four bytes or is escaped. */
const heavy = (characters: number): string => '😀"&<'.repeat(Math.ceil(characters / 5)).slice(0, characters - 1);
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const home = fileURLToPath(new URL('../../playbooks/tracktion/', import.meta.url));

type Loaded = ReturnType<typeof loadPlaybook>;

/** Tracktion with as much of everything as `validate` admits: 200 people on call, long names, long lists, a question with many answers. */
export function largestPlaybook(): Loaded {
  const at = mkdtempSync(join(tmpdir(), 'tocsin-largest-'));
  try {
    cpSync(home, at, { recursive: true });
    const playbook = parse(readFileSync(join(at, 'playbook.yaml'), 'utf8'));
    const people = parse(readFileSync(join(at, 'people.yaml'), 'utf8'));
    const crowd = many(200, (n) => `responder-${n}`);
    for (const id of crowd)
      people.people[id] = {
        name: `${heavy(300)} ${id}`,
        email: `${id}@tracktion.example`,
        pagerduty: `key-${id}`,
        channels: ['pagerduty', 'email'],
      };
    people.targets.crowd = { title: heavy(300), people: crowd, duties: [] };
    for (const target of Object.values<{ title: string }>(people.targets)) target.title = heavy(300);
    for (const person of Object.values<{ name: string }>(people.people)) person.name = heavy(300);
    playbook.severities[0].names = [heavy(300)];
    for (const role of playbook.roles) role.title = heavy(300);
    playbook.escalation[0].do.page.push('crowd');
    playbook.levels.push(
      ...many(60, (n) => ({ level: n + 6, title: heavy(300), contacts: ['crowd'], notice: 'executive' })),
    );
    for (const rule of playbook.detection.rules) rule.title = heavy(300);
    for (const service of Object.values<{ title: string }>(playbook.services)) service.title = heavy(300);
    for (const check of Object.values<{ title: string }>(playbook.checks)) check.title = heavy(300);
    playbook.choice.text = heavy(1500);
    playbook.choice.options.push(...many(18, (n) => ({ id: `way-${n}`, title: heavy(60), runbook: 'workaround' })));
    const rapid = playbook.assessment.find((entry: { checklist?: string }) => entry.checklist === 'rapid');
    for (const n of many(20, (at) => at)) rapid.items[`item-${n}`] = { text: heavy(200) };
    playbook.room.bridge = heavy(600);
    writeFileSync(join(at, 'playbook.yaml'), stringify(playbook));
    writeFileSync(join(at, 'people.yaml'), stringify(people));
    return loadPlaybook(at);
  } finally {
    rmSync(at, { recursive: true });
  }
}

/** An incident of it, measured, with 200 people paged and a title as long as a playbook may give it. */
export async function largestIncident(): Promise<Story> {
  const { pack, people } = largestPlaybook();
  const story = new Story({ pack, people });
  story.world.measuring = true;
  await story.signal({ ...highErrorRate, title: heavy(2000), summary: heavy(1000) });
  await story.until('14:03:30');
  return story;
}
