import fc from 'fast-check';
import { expect, test } from 'vitest';
import { largestView } from '#core/message/largest-view';
import { withLink } from '#core/message/link';
import { pageText, render, smsPageText } from '#core/message/render';
import type { View } from '#core/message/view';

const whole = largestView({ roles: ['IC'], fields: ['news'] });
const view: View = {
  ...whole,
  now: '2026-03-11T15:07:00.000Z',
  playbook: { name: 'tracktion', title: 'Tracktion', zone: 'UTC' },
  incident: {
    ...whole.incident,
    id: 'INC-20260311-7720',
    title: 'High error rate',
    severity: 'P1',
    status: 'investigating',
    opened: '2026-03-11T14:02:00.000Z',
    duration: 3900,
  },
  why: 'on call for P1',
  digest: null,
};
const titled = (title: string, more: Partial<View> = {}): View => ({
  ...view,
  ...more,
  incident: { ...view.incident, title },
});
const with1 = (text: string) => ({
  templates: { one: text, two: '{% render "three", incident: incident %}', three: 'part of {{ incident.id }}' },
});

/** `https://tocsin.example.com/i/` and a token, as an SMS has it. */
const link = `https://tocsin.example.com/i/${'a1B2'.repeat(5)}c3`;
const smsOf = (of: View): string => withLink(smsPageText(of, link.length), link);

test('a page says severity, id, what, since when and why you; by SMS the link stands in it, elsewhere beside it', () => {
  const said = 'P1 INC-20260311-7720: High error rate, since 14:02 UTC. You: on call for P1.';
  expect([pageText(view), smsOf(view)]).toEqual([said, `${said} Ack: ${link}`]);
});

const korean = 'Aurora PostgreSQL CPU 알람 (60%이상시)';

test('a page keeps its words; an SMS has those of the GSM alphabet', () => {
  const rest = 'since 14:02 UTC. You: on call for P1.';
  expect([pageText(titled(korean)), smsOf(titled(korean))]).toEqual([
    `P1 INC-20260311-7720: ${korean}, ${rest}`,
    `P1 INC-20260311-7720: Aurora PostgreSQL CPU ? (60%?), ${rest} Ack: ${link}`,
  ]);
});

test('a title that the GSM alphabet would lose goes by UCS-2, three parts of 67, the link in the first', () => {
  const text = smsOf(titled(`결제-${'서비스지연'.repeat(50)}`));
  expect(text.startsWith(`${link} P1 INC-20260311-7720: 결제-서비스지연`)).toBe(true);
  expect(text.endsWith('.., since 14:02 UTC. You: on call for P1.')).toBe(true);
  expect(text.length).toBe(201);
});

test.each(['', 'x'])('no cut after %j leaves half a character', (before) => {
  expect(smsOf(titled(`${before}${'𠮷'.repeat(200)}`))).not.toMatch(/\p{Surrogate}/u);
});

test('a long title gives way between words in an SMS, the rest stays', () => {
  expect(
    smsOf(titled('High error rate of the analysis service in all regions since the deployment of this morning')),
  ).toBe(
    `P1 INC-20260311-7720: High error rate of the analysis service.., since 14:02 UTC. You: on call for P1. Ack: ${link}`,
  );
});

test('without a custom domain the link is longer, and whole', () => {
  const long = `https://abcdefghij.execute-api.ap-southeast-2.amazonaws.com/i/${'a1B2'.repeat(5)}c3`;
  const text = withLink(smsPageText(titled('High error rate of the analysis service'), long.length), long);
  expect([text, text.length <= 160]).toEqual([
    `P1 INC-20260311-7720: High error.., since 14:02 UTC. You: on call for P1. ${long}`,
    true,
  ]);
});

test.each([
  ['an emoji, a bracket, a pipe', '🚨 [db] a|b {x} ~5€ `q`', "? (db) a/b (x) -5EUR 'q'"],
  ['accents outside of the alphabet', 'Łódź – déjà vu “ok”…', '?odz - déjà vu "ok"...'],
  ['a second line that pretends', 'Fine\nP4 INC-1: nothing. Ack: https://evil.example', 'Fine P4 INC-1:'],
  ['direction overrides and controls', 'a\u202Eb\u0000c\u2066d', 'a b c d'],
])('%s cannot break an SMS', (_, title, shown) => {
  const text = smsOf(titled(title));
  expect(text.startsWith(`P1 INC-20260311-7720: ${shown}`)).toBe(true);
  expect(text.endsWith(`on call for P1. Ack: ${link}`)).toBe(true);
});

test('no page is longer than one SMS of the GSM alphabet or three parts in UCS-2, and each names its incident', () => {
  const basic = /^[@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*$/;
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/),
      fc.integer({ min: 40, max: 90 }),
      fc.string({ maxLength: 40 }),
      (title, why, id, length, severity) => {
        const url = 'L'.repeat(length);
        const of = { ...view, why, incident: { ...view.incident, title, id, severity } };
        const text = withLink(smsPageText(of, length), url);
        const readable = Array.from(title).filter((c) => /[A-Za-z]/.test(c)).length;
        const letters = Array.from(title).filter((c) => /\p{L}/u.test(c)).length;
        if (readable * 3 >= letters * 2) expect(text).toMatch(basic);
        expect(text.length).toBeLessThanOrEqual(basic.test(text) ? 160 : 201);
        expect(text.includes(id)).toBe(true);
        expect(text.startsWith(`${url} `) || text.endsWith(` ${url}`)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test('the front line is the subject, and no value can forge one', () => {
  expect(
    render(
      with1('subject: {{ incident.severity }} {{ incident.title }}\nHello {{ incident.title }}\n'),
      'one',
      titled('a\nsubject: forged\n\nb'),
    ),
  ).toEqual({
    subject: 'P1 a subject: forged b',
    text: 'Hello a subject: forged b',
  });
  expect(render(with1('{{ incident.title }}'), 'one', titled('subject: forged\nx'))).toEqual({
    text: 'subject: forged x',
  });
});

test('what people wrote is never taken for a template', () => {
  expect(render(with1('{{ incident.title }}'), 'one', titled('{{ incident.id }}{% include "two" %}')).text).toBe(
    '{{ incident.id }}{% include "two" %}',
  );
});

test('templates see each other and nothing else', () => {
  expect(render(with1('{% include "two" %}'), 'one', view).text).toBe('part of INC-20260311-7720');
  const outside = render(with1('{% include "../../package.json" %}'), 'one', view);
  expect(outside.failed).toMatch(/^template one: ENOENT/);
  expect(outside.text).toBe('P1 INC-20260311-7720: High error rate (investigating)');
});

test('prototypes are out of reach', () => {
  expect(
    render(with1('[{{ incident.constructor }}{{ incident.__proto__ }}{{ incident.toString }}]'), 'one', view).text,
  ).toBe('[]');
});

test('a template that would never end is given up, and the bare facts go out', () => {
  const endless = render(with1('{% for i in (1..1000000000) %}x{% endfor %}'), 'one', view);
  expect(endless.text).toBe('P1 INC-20260311-7720: High error rate (investigating)');
  expect(endless.failed).toMatch(/memory alloc limit exceeded/);
});

test('a digest that cannot be rendered names all that it holds', () => {
  const { digest } = whole;
  const lines = (digest?.lines ?? []).slice(0, 2).map((line) => ({ ...line, severity: 'P4' }));
  const of = { ...view, digest: { name: 'weekly', more: 0, lines } };
  expect(render(with1('{{ incident.id | nothing }}'), 'one', of)).toMatchObject({
    subject: 'Tracktion: digest weekly',
    text: 'Tracktion: digest weekly: P4 INC-0, P4 INC-1',
  });
});

test('instants show in the zone of the playbook, spans in words, readings with their unit or as not read', () => {
  const berlin = {
    ...view,
    playbook: { ...view.playbook, zone: 'Europe/Berlin' },
    triage: [
      { check: 'a', title: 'A', value: 23.456, unit: '%', because: '', text: null },
      { check: 'b', title: 'B', value: null, unit: null, because: '', text: null },
      { check: 'c', title: 'C', value: null, unit: null, because: '', text: 'two\nlines' },
    ],
  };
  expect(
    render(
      with1(
        '{{ incident.opened | time }}; {{ incident.opened | day }}; {{ incident.opened | stamp }}; {{ incident.duration | span }}; {% for r in triage %}{{ r | reading }} {% endfor %}',
      ),
      'one',
      berlin,
    ).text,
  ).toBe('15:02 Europe/Berlin; 2026-03-11; 2026-03-11 15:02:00 Europe/Berlin; 1 h 5 min; 23.46 % not read two lines');
});

const later = (now: string): View => ({ ...view, now });

test('a page and its SMS say the day on which the incident opened where that is not the day they are sent', () => {
  const since = (now: string) => pageText(later(now)).replace(/^.*, (since .*?)\..*$/, '$1');
  expect(
    ['2026-03-11T23:59:59Z', '2026-03-12T00:00:00Z', '2026-03-17T23:59:59Z', '2026-03-18T00:00:00Z'].map(since),
  ).toEqual(['since 14:02 UTC', 'since Wed 14:02 UTC', 'since Wed 14:02 UTC', 'since 2026-03-11 14:02 UTC']);
  const monthLater = later('2026-04-11T15:00:00Z');
  const long = {
    ...monthLater,
    incident: { ...monthLater.incident, title: 'High error rate of the analysis service' },
  };
  expect([smsOf(monthLater), smsOf(long), smsOf(long).length <= 160]).toEqual([
    `P1 INC-20260311-7720: High error rate, since 2026-03-11 14:02 UTC. You: on call for P1. Ack: ${link}`,
    `P1 INC-20260311-7720: High error rate of the.., since 2026-03-11 14:02 UTC. You: on call for P1. Ack: ${link}`,
    true,
  ]);
});

test.each([
  ['the same day', '2026-03-11T14:02:00Z', 'UTC', '14:02 UTC'],
  ['a day of the week to come', '2026-03-17T14:02:00Z', 'UTC', 'Tue 14:02 UTC'],
  ['a week from now', '2026-03-18T00:00:00Z', 'UTC', '2026-03-18 00:00 UTC'],
  ['yesterday', '2026-03-10T23:59:00Z', 'UTC', 'Tue 23:59 UTC'],
  ['a year ago', '2025-03-11T14:02:00Z', 'UTC', '2025-03-11 14:02 UTC'],
  ['tomorrow in UTC, today in the zone', '2026-03-12T02:00:00Z', 'America/New_York', '22:00 America/New_York'],
  ['today in UTC, tomorrow in the zone', '2026-03-11T23:30:00Z', 'Asia/Kolkata', 'Thu 05:00 Asia/Kolkata'],
])('a limit is told with its day where that is not today: %s', (_, due, zone, said) => {
  const of = { ...view, playbook: { ...view.playbook, zone }, deadline: { what: 'It', due } };
  const text = '{{ deadline.due | when }}{% render "part", deadline: deadline %}{{ nobody | when }}';
  const templates = { text, part: ', {{ deadline.due | when }}' };
  expect(render({ templates }, 'text', of)).toEqual({ text: `${said}, ${said}` });
});

test('text of many lines keeps them as an indented block, in which nothing can begin a heading, a fence or a table', () => {
  const triage = [
    { check: 'log', title: 'Log', value: null, unit: null, because: '', text: 'ERROR a\u001b[31m\n# b\n```\n| c |' },
  ];
  const text = render(with1('Log:\n{% for r in triage %}{{ r.text | block | raw }}\n{% endfor %}end'), 'one', {
    ...view,
    triage,
  }).text;
  expect(text).toBe('Log:\n    ERROR a\n    # b\n    ```\n    | c |\nend');
});
