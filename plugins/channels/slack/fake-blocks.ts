import * as z from 'zod';

const Block = z.looseObject({ type: z.string() });
export const Blocks = z.array(Block);

const known = new Set([
  'actions',
  'context',
  'divider',
  'file',
  'header',
  'image',
  'input',
  'markdown',
  'rich_text',
  'section',
  'table',
  'video',
]);
const Text = z.looseObject({ type: z.enum(['mrkdwn', 'plain_text']), text: z.string() });

/** Slack's total over all texts, found by its users; it is documented nowhere. */
const mostInAll = 13_200;

const textOf = (value: unknown, pointer: string, most: number, found: string[]) => {
  const text = Text.safeParse(value).data?.text;
  if (text === undefined) found.push(`[ERROR] missing required field: text [json-pointer:${pointer}]`);
  else if (text === '') found.push(`[ERROR] must be more than 0 characters [json-pointer:${pointer}/text]`);
  else if (text.length > most)
    found.push(`[ERROR] must be less than ${most + 1} characters [json-pointer:${pointer}/text]`);
};
const stringOf = (value: unknown, pointer: string, most: number, found: string[]) => {
  if (value !== undefined && (typeof value !== 'string' || value.length > most)) {
    found.push(`[ERROR] must be a string of less than ${most + 1} characters [json-pointer:${pointer}]`);
  }
};
const listOf = (value: unknown, pointer: string, most: number, found: string[]): unknown[] => {
  const list = Array.isArray(value) ? value : [];
  if (list.length === 0) found.push(`[ERROR] no fewer than 1 items allowed [json-pointer:${pointer}]`);
  if (list.length > most) found.push(`[ERROR] no more than ${most} items allowed [json-pointer:${pointer}]`);
  return list;
};

const faultsOfBlock = (block: z.infer<typeof Block>, at: string): string[] => {
  const found: string[] = [];
  if (!known.has(block.type)) return [`[ERROR] unsupported type: ${block.type} [json-pointer:${at}/type]`];
  stringOf(block['block_id'], `${at}/block_id`, 255, found);
  if (block.type === 'header') textOf(block['text'], `${at}/text`, 150, found);
  if (block.type === 'markdown') {
    if (typeof block['text'] !== 'string') found.push(`[ERROR] missing required field: text [json-pointer:${at}/text]`);
    stringOf(block['text'], `${at}/text`, 12_000, found);
  }
  if (block.type === 'section') {
    if (block['text'] !== undefined || block['fields'] === undefined) textOf(block['text'], `${at}/text`, 3_000, found);
    if (block['fields'] !== undefined) {
      const fields = listOf(block['fields'], `${at}/fields`, 10, found);
      fields.forEach((field, n) => textOf(field, `${at}/fields/${n}`, 2_000, found));
    }
  }
  if (block.type === 'context') {
    listOf(block['elements'], `${at}/elements`, 10, found).forEach((element, n) => {
      if (Text.safeParse(element).success) textOf(element, `${at}/elements/${n}`, 2_000, found);
    });
  }
  if (block.type === 'actions') {
    const seen = new Set<unknown>();
    listOf(block['elements'], `${at}/elements`, 25, found).forEach((element, n) => {
      const here = `${at}/elements/${n}`;
      const one = Block.safeParse(element).data;
      if (!one) return void found.push(`[ERROR] missing required field: type [json-pointer:${here}]`);
      if (one.type === 'button') textOf(one['text'], `${here}/text`, 75, found);
      stringOf(one['value'], `${here}/value`, 2_000, found);
      stringOf(one['action_id'], `${here}/action_id`, 255, found);
      stringOf(one['url'], `${here}/url`, 3_000, found);
      if (one['action_id'] !== undefined && seen.has(one['action_id'])) {
        found.push(`[ERROR] \`action_id\` already exists for another element [json-pointer:${here}/action_id]`);
      }
      seen.add(one['action_id']);
    });
  }
  return found;
};

/** All texts that readers see in a piece of Block Kit. */
const textsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'text' && typeof one === 'string' ? [one] : textsIn(one),
  );
};
export const readable = (blocks: unknown): string => textsIn(blocks).join('\n');

/** What Slack says of a message's blocks; nothing when it takes them. */
export const blockFault = (blocks: z.infer<typeof Blocks>): { error: string; messages: string[] } | undefined => {
  const messages = [
    ...(blocks.length > 50 ? ['[ERROR] no more than 50 items allowed [json-pointer:/blocks]'] : []),
    ...blocks.flatMap((block, n) => faultsOfBlock(block, `/blocks/${n}`)),
  ];
  if (messages.length > 0) return { error: 'invalid_blocks', messages };
  const all = textsIn(blocks).reduce((sum, text) => sum + text.length, 0);
  return all > mostInAll ? { error: 'msg_blocks_too_long', messages: [] } : undefined;
};
