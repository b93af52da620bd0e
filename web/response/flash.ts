import { html } from 'hono/html';
import type { Markup } from '../layout.ts';
import type { ResponseView } from './types.ts';

const done: Readonly<Record<string, string>> = {
  note: 'Your note is on the timeline.',
  escalate: 'They are being paged now.',
  answer: 'Your answer is given.',
  tick: 'Ticked.',
  facts: 'Stated, and on the timeline.',
  release: 'You have handed it back.',
  'not-me': 'The acknowledgement is taken back; the escalation goes on.',
};

const meant: Readonly<Record<string, string>> = {
  acknowledge: 'acknowledge',
  cannot: 'hand it on',
  release: 'hand it back',
  'not-me': 'take an acknowledgement back',
  escalate: 'escalate',
  answer: 'answer the question',
  tick: 'tick an item',
  facts: 'state facts',
  note: 'add a note',
};

/** What has just been done, or why a button that was pressed did nothing: in words of what is true now. */
export function flashOf(view: ResponseView): Markup | string {
  const { flash } = view;
  if (flash === undefined) return '';
  if (flash.done) {
    const words = done[flash.act];
    return words === undefined ? '' : html`<section class="calm" role="status"><p><b>${words}</b></p></section>`;
  }
  const act = meant[flash.act];
  if (act === undefined) return '';
  if (flash.act === 'facts')
    return html`<section class="edge" role="status"><p><b>That button did nothing.</b> Nothing was filled in, or a fact cannot be that: the timeline says which.</p></section>`;
  return html`<section class="edge" role="status"><p><b>That button did nothing.</b> You wanted to ${act}, but ${now(view)} This page shows how it stands now.</p></section>`;
}

function now({ standing: s, question }: ResponseView): string {
  switch (s.is) {
    case 'open':
      return s.declined === undefined
        ? question === undefined
          ? 'nobody has acknowledged it and no such question is open.'
          : 'what it was about has changed since the page was loaded.'
        : 'you have handed it on already.';
    case 'mine':
      return 'you have it, and what the button was about has changed.';
    case 'theirs':
      return `${s.name} acknowledged it at ${s.at.text}.`;
    case 'over':
      return `it is over: ${s.word.toLowerCase()} at ${s.at.text}.`;
  }
}
