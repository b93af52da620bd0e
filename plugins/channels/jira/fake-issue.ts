import * as z from 'zod';

/** An issue as the site keeps it. */
export const FakeIssue = z.object({
  id: z.string(),
  key: z.string(),
  project: z.string(),
  createdAt: z.number(),
  summary: z.string(),
  labels: z.array(z.string()),
  priority: z.string().nullable(),
  status: z.string(),
  comments: z.array(z.string()),
  properties: z.record(z.string(), z.unknown()),
});
export type FakeIssue = z.infer<typeof FakeIssue>;

const most = 32_767;
const tooLong = 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.';

const Mark = z.strictObject({ type: z.literal('link'), attrs: z.strictObject({ href: z.url() }) });
const Inline = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), marks: z.array(Mark).optional() }),
  z.strictObject({ type: z.literal('hardBreak') }),
]);
/** As much of Atlassian Document Format as anybody here writes. A text node is never empty. */
const Document = z.strictObject({
  type: z.literal('doc'),
  version: z.literal(1),
  content: z.array(z.strictObject({ type: z.literal('paragraph'), content: z.array(Inline) })),
});

/** The text of a description or comment, or what is wrong with it: v3 takes a document, v2 wiki markup. */
export const textIn = (body: unknown, version: '2' | '3'): { text: string } | { fault: string } => {
  if (version === '2') {
    if (typeof body !== 'string') return { fault: 'Operation value must be a string' };
    return body.length > most ? { fault: tooLong } : { text: body };
  }
  const parsed = Document.safeParse(body);
  if (!parsed.success)
    return { fault: 'Operation value must be an Atlassian Document (see the Atlassian Document Format)' };
  const text = parsed.data.content
    .map(({ content }) => content.map((node) => (node.type === 'text' ? node.text : '\n')).join(''))
    .join('\n');
  return text.length > most ? { fault: tooLong } : { text };
};

const Named = z.looseObject({ name: z.string() });
const properties = z.array(z.strictObject({ key: z.string().min(1).max(255), value: z.unknown() })).optional();
/** What opens an issue. */
export const Create = z.strictObject({
  fields: z.looseObject({
    project: z.looseObject({ key: z.string() }).optional(),
    issuetype: Named.optional(),
    summary: z.string().optional(),
    description: z.unknown(),
    labels: z.array(z.string()).default([]),
    priority: Named.optional(),
    components: z.array(Named).default([]),
  }),
  properties,
});
/** What edits one. */
export const Edit = z.strictObject({
  fields: z.strictObject({ priority: Named.optional() }).optional(),
  update: z
    .strictObject({ comment: z.array(z.strictObject({ add: z.looseObject({ body: z.unknown() }) })).optional() })
    .optional(),
  properties,
});
export const Move = z.strictObject({ transition: z.looseObject({ id: z.string() }) });
export const Search = z.strictObject({
  jql: z.string(),
  maxResults: z.int().min(1).max(5_000).default(50),
  fields: z.array(z.string()).optional(),
});

/** The faults of a summary and of labels, by their fields. */
export const faultsIn = ({ summary = '', labels }: z.infer<typeof Create>['fields']): Record<string, string> => ({
  ...(summary.trim() === '' ? { summary: 'You must specify a summary of the issue.' } : {}),
  ...(summary.length > 255 ? { summary: 'Summary must be less than 255 characters.' } : {}),
  ...(/[\r\n]/.test(summary) ? { summary: 'The summary is invalid because it contains newline characters.' } : {}),
  ...(labels.some((label) => /\s/.test(label)) ? { labels: 'A label contains spaces which is invalid.' } : {}),
  ...(labels.some((label) => label.length > 255) ? { labels: 'A label exceeds 255 characters.' } : {}),
});
