import { html } from 'hono/html';
import type { PhaseName } from '#core/machines';
import { cut } from '#core/message/plain-text';
import type { Markup } from '#web/layout';
import { type Graph, lifecycleGraph, type Node } from './phases.ts';
import type { Standing } from './standing.ts';

interface Box extends Node {
  x: number;
  y: number;
  w: number;
  h: number;
}
/** Pixels: a column, what lies between two, a line of a box, and between lanes. */
const wide = { column: 148, gap: 31, height: 74, between: 30 };
const tall = { width: 330, gap: 30, height: 74, between: 14 };

const titles: Record<PhaseName, string> = {
  detect: 'Detect',
  assess: 'Assess',
  communicate: 'Communicate',
  mitigate: 'Mitigate',
  resolve: 'Resolve',
  'post-mortem': 'Post-mortem',
};
const marks: Record<Standing['is'], [className: string, mark: string, spoken: string]> = {
  done: ['d', '✓ ', 'done'],
  current: ['c', '', 'running now'],
  failed: ['f', '✕ ', 'failed'],
  waiting: ['w', '', 'not begun'],
  'left-out': ['w', '', 'left out'],
};

/** The phases as the state machine has them, and where the incident stands: one picture that is wide and one that is tall. */
export function phasePicture(standing: (phase: PhaseName) => Standing): Markup {
  const graph = lifecycleGraph();
  const spoken = graph.nodes
    .map(({ phase }) => `${titles[phase]}: ${marks[standing(phase).is][2]}, ${standing(phase).words}`)
    .join('. ');
  return html`${picture('wide', graph, across(graph), spoken, standing)}${picture('tall', graph, down(graph), spoken, standing)}`;
}

const lanesIn = ({ nodes }: Graph): number => Math.max(1, ...nodes.map(({ lane = 0 }) => lane + 1));

function across(graph: Graph): Box[] {
  const lanes = lanesIn(graph);
  const whole = lanes * wide.height + (lanes - 1) * wide.between;
  return graph.nodes.map((node) => ({
    ...node,
    x: 2 + node.column * (wide.column + wide.gap),
    w: node.span * wide.column + (node.span - 1) * wide.gap,
    y: node.lane === undefined ? 2 + (whole - wide.height) / 2 : 2 + node.lane * (wide.height + wide.between),
    h: wide.height,
  }));
}

function down(graph: Graph): Box[] {
  const lanes = lanesIn(graph);
  const half = (tall.width - 4 - (lanes - 1) * tall.between) / lanes;
  return graph.nodes.map((node) => ({
    ...node,
    x: node.lane === undefined ? 60 : 2 + node.lane * (half + tall.between),
    w: node.lane === undefined ? tall.width - 120 : half,
    y: 2 + node.column * (tall.height + tall.gap),
    h: node.span * tall.height + (node.span - 1) * tall.gap,
  }));
}

function picture(
  way: 'wide' | 'tall',
  { edges }: Graph,
  boxes: Box[],
  spoken: string,
  standing: (phase: PhaseName) => Standing,
): Markup {
  const of = (phase: PhaseName): Box | undefined => boxes.find((box) => box.phase === phase);
  const width = Math.max(...boxes.map((b) => b.x + b.w)) + 2;
  const height = Math.max(...boxes.map((b) => b.y + b.h)) + 2;
  return html`<svg class="${way}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${spoken}">
${edges.map(({ from, to, back }) => {
  const [a, b] = [of(from), of(to)];
  if (a === undefined || b === undefined) return '';
  const walked = !back || standing(from).is === 'failed';
  return walked
    ? html`<g class="${back ? 'back' : ''}">${way === 'wide' ? beside(a, b, back) : below(a, b, back)}</g>`
    : '';
})}
${boxes.map((box) => drawn(box, standing(box.phase)))}
</svg>`;
}

const mid = (at: number, size: number): number => Math.round(at + size / 2);

/** From the right side of one to the left of the other; back a little lower, to the left. */
function beside(a: Box, b: Box, back: boolean): Markup {
  if (back) {
    const y = a.y + a.h - 14;
    const x = b.x + b.w;
    return html`<path d="M${a.x} ${y}H${x + 8}"/><path class="tip" d="M${x} ${y}l8 -4.5v9z"/>`;
  }
  const [from, until] = [mid(a.y, a.h), mid(b.y, b.h)];
  const turn = b.x - 16;
  return html`<path d="M${a.x + a.w} ${from}H${turn}V${until}H${b.x - 8}"/><path class="tip" d="M${b.x} ${until}l-8 -4.5v9z"/>`;
}

/** From the foot of one to the top of the other; back a little to the right, upwards. */
function below(a: Box, b: Box, back: boolean): Markup {
  if (back) {
    const x = a.x + a.w - 20;
    const y = b.y + b.h;
    return html`<path d="M${x} ${a.y}V${y + 8}"/><path class="tip" d="M${x} ${y}l-4.5 8h9z"/>`;
  }
  const [from, until] = [mid(a.x, a.w), mid(b.x, b.w)];
  const turn = b.y - 16;
  return html`<path d="M${from} ${a.y + a.h}V${turn}H${until}V${b.y - 8}"/><path class="tip" d="M${until} ${b.y}l-4.5 -8h9z"/>`;
}

function drawn({ phase, x, y, w, h }: Box, { is, words }: Standing): Markup {
  const [className, mark] = marks[is];
  const lines = broken(words, Math.floor((w - 20) / 6.6), 2);
  return html`<g class="${className}"><rect x="${x}" y="${y}" width="${w}" height="${h}" rx="8"/><text class="nm" x="${x + 12}" y="${y + 23}">${mark}${titles[phase]}</text>${lines.map(
    (line, n) => html`<text class="sub" x="${x + 12}" y="${y + 43 + 17 * n}">${line}</text>`,
  )}</g>`;
}

/** Words on at most so many lines of so many characters. */
function broken(text: string, longest: number, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= longest) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const kept = lines.slice(0, most);
  return kept.map((line, n) => cut(n === most - 1 && lines.length > most ? `${line}…` : line, longest));
}
