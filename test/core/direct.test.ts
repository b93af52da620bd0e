import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { largestView } from '#core/message/largest-view';
import { liquid, renderWith, split } from '#core/message/render';
import type { View } from '#core/message/view';

const whole = largestView({ roles: ['IC', 'TL'], fields: ['news'] });
/** Everything that may be missing is missing, and a title that could forge a line. */
const bare: View = {
  ...whole,
  incident: { ...whole.incident, title: '| P1 \n\nresolved: \x1b[31m✓', service: null, resolved: null, began: 'never' },
  roles: { IC: null, TL: null },
  facts: {},
  triage: [],
  evidence: [],
  verification: null,
  mitigation: null,
  actions: [],
  fix: null,
  decisions: [],
  because: null,
  room: null,
  escalation: null,
  question: null,
  deadline: null,
  update: null,
  work: null,
  approval: null,
  digest: null,
  review: null,
  item: null,
};

/** The text, or what went wrong. */
const tried = (render: () => string): string => {
  try {
    return render();
  } catch (error) {
    return String(error);
  }
};
/** As liquidjs renders it by itself; a counter of a template stands in its view. */
const plainly = (templates: Record<string, string>, template: string, view: object): string =>
  tried(() =>
    String(liquid(templates, false).parseAndRenderSync(split(template).body, structuredClone(view)))
      .replaceAll(/[ \t]+\n/g, '\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim(),
  );
/** Twice by one engine: the second time it is parsed already. */
function directly(templates: Record<string, string>, template: string, view: object): string {
  const engine = liquid(templates, false);
  const [first, second] = [1, 2].map(() => tried(() => renderWith(engine, template, structuredClone(view)).text));
  expect(second).toBe(first);
  return first ?? '';
}

test.each(readdirSync('playbooks'))('the templates of %s say to the letter what liquidjs makes of them', (name) => {
  const { templates } = loadPlaybook(`playbooks/${name}`).pack;
  expect(Object.keys(templates).length).toBeGreaterThan(20);
  for (const template of Object.values(templates))
    for (const view of [whole, bare])
      expect(directly(templates, template, view)).toBe(plainly(templates, template, view));
});

const parts = {
  part: 'part of {{ incident.id }}{{ nobody }}',
  row: '{{ row.title }} {{ forloop.index }} of {{ incident.id }}',
};
test.each([
  'a text alone, with {{ "words" }} and {{ 3 }}',
  '{{ nobody }}{{ nobody.at.all }}{{ incident.nothing }}{{ incident }}{{ incident | raw }}{{ triage }}',
  '{{ incident.title.size }} {{ triage.size }} {{ triage.first.title }} {{ triage.last.check }} {{ triage[1].check }} {{ incident.size }}',
  '{{ incident["id"] }} {{ incident[incident.id] }} {{ [incident.id] }} {{ incident.title[0] }} {{ ["incident"].id }}',
  '{{ incident.constructor }} {{ constructor }} {{ toString }} {{ incident.__proto__ }} {{ triage.length }} {{ incident.title.length }}',
  '{% assign incident = "hidden" %}{{ incident }} {{ incident.id }} {% capture id %}{{ moment }}!{% endcapture %}{{ id }}',
  '{% for row in triage %}{{ forloop.index }}/{{ forloop.length }} {{ row.title }}{% if forloop.last %}.{% else %}, {% endif %}{% endfor %}',
  '{% for row in triage limit: 2 %}{% if row.unit %}{{ row | reading }}{% continue %}{% endif %}{{ forloop }}{% else %}none{% endfor %}',
  '{% for i in (1..3) %}{{ i }}{% if because %}{% break %}{% endif %}{% endfor %}',
  '{% for row in triage %}{% assign because = row.check %}{% endfor %}{{ because }}',
  '{% if because %}yes{% elsif nobody %}no{% else %}neither{% endif %}{% unless room.bridge %}quiet{% endunless %}',
  '{% if incident.severity == "P1" and because %}P1{% endif %}{% if nobody == blank %}blank{% endif %}{% if triage == empty %}empty{% endif %}',
  '{% case moment %}{% when "opened" %}{{ incident.opened | time }}{% else %}{{ incident.opened | day }}{% endcase %}',
  '{{ incident.opened | stamp }} {{ incident.began | stamp }} {{ incident.resolved | time }} {{ incident.duration | span }} {{ nobody | span }}',
  '{{ incident.title | cell }}{{ incident.title | block | raw }}{{ incident.title | raw }}{{ incident.title | upcase }}',
  '{{ because | default: incident.id }}{{ nobody | default: "nobody" | upcase }}{{ incident.severityNames | join: ", " }}',
  '{%- if true -%}  {{- incident.id -}}  trimmed {{- moment }} {%- endif -%} \n\n\n\n end   \n',
  '{% render "part", incident: incident %}{% include "part" %}{% render "row" for triage as row, incident: incident %}',
  '{% increment n %}{% increment n %}{{ n }}{% cycle moment, "b" %}{% cycle moment, "b" %}{# {{ incident.id }} #}{% raw %}{{ incident.id }}{% endraw %}',
  '{% tablerow row in triage cols: 2 %}{{ row.check }}{% endtablerow %}{% echo moment %}{% liquid\n echo incident.id\n if because\n echo "x"\n endif %}',
  '{% for n in roles %}{% if n[1] == nil %}{{ n[0] }} nobody{% elsif n[1] != "" and n[0] contains "C" or because %}{{ n[1] }}{% endif %}{% endfor %}',
  '{% if incident.duration > 5 %}a{% endif %}{% if incident.duration <= "5" %}b{% endif %}{% if nobody < 5 %}c{% endif %}{% if because >= nil %}d{% endif %}{% if 3 > nobody.at %}e{% endif %}',
  '{% if triage == triage %}a{% endif %}{% if triage != evidence %}b{% endif %}{% if incident == incident %}c{% endif %}{% if nobody == nil %}d{% endif %}{% if because == nobody %}e{% endif %}',
  '{% if not because %}a{% endif %}{% if (1..3) contains 2 %}b{% endif %}',
  '{% if 1 == "1" %}a{% endif %}{% if 1 != "1" %}b{% endif %}{% if 5 <= 5 %}c{% endif %}{% if 5 >= 5 %}d{% endif %}{% if 5 < 5 or 5 > 5 %}e{% endif %}',
  '{% if 3 == 3 and moment == "opened" %}a{% endif %}{% if "" or nobody %}b{% endif %}{% if 0 and "" %}c{% endif %}{% if because and 3 %}d{% endif %}',
  '{% if because or %}c{% endif %}',
  '{% if == 1 %}d{% endif %}{% if 1 == %}e{% endif %}',
  '{% unless because %}a{% elsif moment == "opened" %}b{% else %}c{% endunless %}{% if nobody | default: because %}d{% endif %}{% if "" %}e{% endif %}{% if 0 %}f{% endif %}',
  '{% assign n = 1 %}{% case n %}{% when 1, 2 %}a{% assign m = 1 %}{% when m or 3 %}b{% when 1 %}c{% else %}d{% endcase %}{% case nobody %}{% when nil %}e{% when blank %}f{% endcase %}',
  '{% for row in triage %}{% case row.check %}{% when "x" %}x{% else %}{% unless forloop.first %}{% break %}{% endunless %}{{ row.check }}{% endcase %};{% endfor %}',
  '{{ false | default: "x", allow_false: true }}{{ triage | map: "check" | join: moment }}{{ triage | where: "check", "x" | size }}{{ because | truncate: incident.attempts, "" }}',
  '{% if because %}{% render "part", incident: incident %}{% capture x %}{{ triage }}{% if because %}{{ 1.5 }}{% endif %}{% endcapture %}{{ x | raw }}{% endif %}{{ triage | raw }}{{ nobody | raw }}',
  '{% if because | nothing %}a{% endif %}',
  '{% case because %}{% when "a" %}{{ incident.opened | time: 1 | date }}{% else %}{{ incident | divided_by: because }}{% endcase %}{{ x | sort: 3 }}',
  '{{ incident.id | nothing }}',
  '{{ incident.opened | time: "x" }} {{ incident.duration | divided_by: 0 }}',
  '{% for i in (1..90000000) %}{{ i }}{% endfor %}',
  '{% if moment %}{{ moment }}\n{% for i in (1..90000000) %}{{ i }}{% endfor %}{% endif %}',
  '{% if %}{{ incident.id }}',
])('other templates too, and what is wrong with one is said in the same words: %s', (template) => {
  for (const view of [whole, bare]) expect(directly(parts, template, view)).toBe(plainly(parts, template, view));
});

test('an engine that is strict about names still finds those that are wrong', () => {
  const engine = liquid({}, true);
  expect(tried(() => renderWith(engine, '{{ incident.nothing }}', whole).text)).toMatch(/undefined variable/);
  expect(tried(() => renderWith(engine, '{% if incident.nothing.more %}x{% endif %}', whole).text)).toBe('');
});
