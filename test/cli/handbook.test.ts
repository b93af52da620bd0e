import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { isClock, rulesOf, valueFor } from '#core/rules/expand';
import { pagedBy } from '#core/rules/paging';
import { dueAt, isMoment } from '#core/time/when';
import { simulate } from '#simulator/simulate';
import { handbookOf } from '#web/handbook/handbook';
import { escaped, markdownOf } from '#web/handbook/markdown';
import { handbookPage } from '#web/handbook/page';
import { unansweredOf } from '#web/handbook/unanswered';
import { playbook, tocsinHere, workshop } from './support.ts';

const { dir, file, playbookWith, close } = workshop();
afterAll(close);
const playbooks = ['tracktion', 'pipeline-guard', 'starter', 'pampax', 'insurance-lead-gen'];
const at = (name: string): string => join(playbook, '..', name);

/** What of people.yaml reaches somebody or is secret: all of its words but names, titles, duties and the words of rotations. */
function addresses(path: string): string[] {
  const { people } = loadPlaybook(path);
  const shown = new Set([
    'name',
    'title',
    'channels',
    'person',
    'people',
    'rotation',
    'duties',
    'added',
    'acknowledge',
  ]);
  return [...Object.values(people.people), ...Object.values(people.targets), ...Object.values(people.external)].flatMap(
    (entry) => Object.entries(entry).flatMap(([field, value]) => (shown.has(field) ? [] : [String(value)])),
  );
}

test('roles that one person never has together are said at both', () => {
  const loaded = loadPlaybook(at('tracktion'));
  const apart = structuredClone(loaded);
  apart.pack.playbook.roles.find(({ id }) => id === 'IC')?.apart.push('TL');
  const rolesOf = (book: typeof loaded) =>
    markdownOf(handbookOf(book))
      .split('\n')
      .filter((line) => line.includes('Never the same person as'));
  expect(rolesOf(loaded)).toEqual([]);
  expect(rolesOf(apart)).toEqual([
    expect.stringMatching(/^- \*\*Incident Commander\*\*: .* Never the same person as Technical Lead/),
    expect.stringMatching(/^- \*\*Technical Lead\*\*: .* Never the same person as Incident Commander/),
  ]);
});

describe.each(playbooks)('the handbook of %s', (name) => {
  const path = at(name);
  const loaded = loadPlaybook(path);
  const book = handbookOf(loaded);
  const markdown = markdownOf(book);

  test('names every rule with its place, every severity, detection rule and runbook', () => {
    const { playbook: of, places, runbooks } = loaded.pack;
    const rules = rulesOf(of);
    expect(rules.filter((rule) => pagedBy(rule).length > 0).length).toBeGreaterThan(0);
    for (const { id, path: where } of rules) expect(markdown).toContain(`\`${id}\` ${places[where]}`);
    for (const { id } of of.verification.pass) expect(markdown).toMatch(new RegExp(`^- .* \\(\`${id}\`\\)$`, 'm'));
    for (const { id } of of.severities) expect(markdown).toContain(`\n### ${id}`);
    for (const { id, title } of of.detection.rules) expect(markdown).toMatch(new RegExp(`\\| ${title}.*\`${id}\``));
    expect(Object.keys(runbooks)).toHaveLength(
      readdirSync(path).includes('runbooks') ? readdirSync(join(path, 'runbooks')).length : 0,
    );
    for (const [id, { title, steps }] of Object.entries(runbooks)) {
      expect(markdown).toContain(`### ${escaped(`Runbook: ${title}`)}\n\n\`runbooks/${id}.yaml\``);
      for (const step of steps) expect(markdown).toContain(`**${escaped(step.title ?? step.id)}**`);
    }
  });

  test('says whom each word for people means, but no address, number or secret of people.yaml', async () => {
    const page = await handbookPage(book);
    for (const { title } of Object.values(loaded.people.targets)) expect(markdown).toContain(`**${escaped(title)}**`);
    const kept = addresses(path);
    expect(kept.length).toBeGreaterThan(0);
    for (const address of kept) for (const form of [markdown, page]) expect(form).not.toContain(address);
  });

  test('is one page without a script, an image or another address', async () => {
    const page = await handbookPage(book);
    expect(page).not.toMatch(/<script|<img|<link|<iframe|src=|url\(|@import/i);
    expect([...page.matchAll(/href="([^"]*)"/g)].map(([, to]) => to)).toEqual(book.chapters.map(({ id }) => `#${id}`));
    for (const { id, title } of book.chapters) expect(page).toContain(`<h2 id="${id}-h">${title}</h2>`);
    // each word of the tables is in both forms
    expect(page.match(/<tr>/g)).toHaveLength(markdown.match(/^\| (?!---)/gm)?.length ?? 0);
  });
});

describe.each(playbooks)('who is paged in %s when nobody answers', (name) => {
  const loaded = loadPlaybook(at(name));
  const of = loaded.pack.playbook;
  const opened = new Date('2026-03-11T14:02:00Z');

  test.each(of.severities.map(({ id }) => id))(
    '%s: what the handbook says is what a simulation does',
    async (severity) => {
      const signalFile = file(
        `${name}-${severity}.json`,
        JSON.stringify({ source: 'manual', title: 'Broken', severity }),
      );
      const simulated = { ...loaded, signalFile, at: opened, until: '25h' };
      const { timeline, incident } = await simulate(simulated);
      expect(incident.severity).toBe(severity);
      const paged = timeline.flatMap(({ kind, seconds, because }) => {
        // one page may have several rules behind it
        return kind === 'page' ? [...because.matchAll(/rule (\S+):/g)].map(([, rule]) => `${rule} ${seconds}`) : [];
      });
      const said = unansweredOf(of, severity)
        .filter(({ rule, only }) => only === undefined && pagedBy(rule).length > 0)
        .map(({ rule, at: { seconds } }) => {
          const wait = valueFor(rule.after, severity) ?? '';
          // open time and moments are later than their own length: by the calendar
          const byCalendar = isClock(rule.since) && (isMoment(wait) || wait.includes(' '));
          return `${rule.id} ${byCalendar ? (dueAt(opened, wait, of, 1).getTime() - opened.getTime()) / 1000 : seconds}`;
        })
        .filter((one) => Number(one.split(' ')[1]) <= 25 * 3600);
      expect(new Set(paged)).toEqual(new Set(said));
    },
  );
});

test('what the playbook knowingly does not meet stands in it with its reason and its last day, and what is addressed by its title', async () => {
  const { out } = await tocsinHere(['handbook', playbook]);
  expect(out).toMatch(
    /\n## Knowingly not met\n[^#]*\n\| `second-human-in-time` \| P2 \| Rule B and .* \| 2027-03-31 \| playbook\.yaml:\d+ \|\n/,
  );
  const { title } = Object.values(loadPlaybook(playbook).pack.playbook.bases)[0] ?? {};
  expect(out).toContain(`\n### What checks and actions speak to besides the services\n\n- ${title} (\``);
  expect((await tocsinHere(['handbook', at('starter')])).out).not.toContain('Knowingly not met');
});

test('the quick reference has the chain of each severity, in minutes from the opening', async () => {
  const { code, out, err } = await tocsinHere(['handbook', playbook]);
  expect([code, err]).toEqual([0, '']);
  const [, first = ''] = out.split('\n## ');
  expect(first).toMatch(/^Quick reference\n/);
  expect(first).toContain(
    '| **P1** Critical | Primary on call and On-call manager | 5 min | at once: Primary on call and On-call manager; 5 min: Secondary on call; 15 min: Engineering manager; 1 h: VP Engineering and CTO; 65 min: On-call manager; 2 h: CEO, VP Engineering and CTO |\n',
  );
  expect(first).toContain('| **P4** Low | nobody; Team lead is told | next business day | none |');
  expect(first).toContain(
    '- **Primary on call**: Alice Arnold, Bob Berger and Carol Chen in turn, 7 days each, handed over on Monday at 09:00 (UTC)\n',
  );
});

test('what a page depends on besides silence is said with it, and is no part of the chain', async () => {
  const { out } = await tocsinHere(['handbook', playbook]);
  expect(out).toMatch(
    /\| as soon as it holds \| Engineering manager \| paged, if media is true, or legal is true \| it is resolved \| `noticed` playbook\.yaml:\d+ \|/,
  );
});

describe('titles that are markup', () => {
  const hostile = '<script>alert(1)</script> | `x` *b* [l](http://h) &lt; _i_ # "q"';
  const title = JSON.stringify(hostile);
  const path = () => {
    const copy = playbookWith('hostile', 'people.yaml', 'title: Primary on call', `title: ${title}`);
    for (const [from, to] of [
      ['title: Tracktion\n', `title: ${title}\n`],
      ['title: High error rate\n', `title: ${title}\n`],
      ['- Quick beats perfect', `- ${title}`],
      ['text: Which way to mend it?', `text: ${title}`],
      ['title: Incident Commander', `title: ${title}`],
    ] as const) {
      const yaml = join(copy, 'playbook.yaml');
      const text = readFileSync(yaml, 'utf8');
      expect(text).toContain(from);
      writeFileSync(yaml, text.replace(from, to));
    }
    return copy;
  };

  test('stay text in both forms', async () => {
    const html = join(dir, 'hostile.html');
    const { code, out, err } = await tocsinHere(['handbook', path(), '--html', html]);
    expect([code, err]).toEqual([0, '']);
    const safe = String.raw`\<script>alert(1)\</script> \| \`x\` \*b\* \[l\](http://h) \&lt; \_i\_ # "q"`;
    expect(out).toContain(`# ${safe}: incident handbook\n`);
    expect(out).toContain(`**${safe}** \`primary_oncall\``);
    expect(out.replaceAll(safe, '')).not.toMatch(/script>|alert\(1/);
    // a row has as many cells as its head
    for (const rows of out.matchAll(/(?:^\|.*\|\n)+/gm)) {
      const cells = rows[0]
        .trimEnd()
        .split('\n')
        .map((row) => row.split(/(?<!\\)\|/).length);
      expect(new Set(cells).size).toBe(1);
    }
    const page = readFileSync(html, 'utf8');
    expect(page).not.toMatch(/<script/);
    expect(page).toContain(
      '&lt;script&gt;alert(1)&lt;/script&gt; | `x` *b* [l](http://h) &amp;lt; _i_ # &quot;q&quot;',
    );
  });

  test.each([
    ['# no heading', String.raw`\# no heading`],
    ['- no list', String.raw`\- no list`],
    ['1. no list', String.raw`1\. no list`],
    ['> no quote', String.raw`\> no quote`],
    ['implementing_fix', 'implementing_fix'],
    ['two\nlines', 'two lines'],
  ])('%j begins nothing', (words, safe) => {
    expect(escaped(words)).toBe(safe);
  });
});

describe('the command', () => {
  test('as JSON: the same Markdown under a key', async () => {
    const { out } = await tocsinHere(['handbook', playbook]);
    const json = JSON.parse((await tocsinHere(['handbook', playbook, '--output', 'json'])).out);
    expect(json).toEqual({ markdown: out.trimEnd() });
  });

  test('a playbook that does not fit: exit 3 with its problems, nothing written', async () => {
    const html = join(dir, 'bad.html');
    const bad = playbookWith('bad', 'playbook.yaml', 'page: [ceo, vp_engineering, cto]', 'page: [chef, cto]');
    const { code, out, err } = await tocsinHere(['handbook', bad, '--html', html]);
    expect([code, out, existsSync(html)]).toEqual([3, '', false]);
    expect(err).toMatch(/^playbook\.yaml:\d+:\d+: .*chef/);
  });

  test('a page that is no .html, or a folder that is not there: exit 2, and why', async () => {
    const odd = await tocsinHere(['handbook', playbook, '--html', join(dir, 'notes.md')]);
    expect([odd.code, odd.out, existsSync(join(dir, 'notes.md'))]).toEqual([2, '', false]);
    expect(odd.err).toContain('expected the name of a file that ends in .html');
    const none = await tocsinHere(['handbook', playbook, '--html', join(dir, 'none/h.html')]);
    expect([none.code, none.out]).toEqual([2, '']);
    expect(none.err).toContain('--html: ENOENT');
  });
});
