import * as z from 'zod';
import { oneLine } from '#core/message/plain-text';
import { textOf } from './verb.ts';

/** What the row of an incident shows of it. */
export const IncidentRow = z.object({
  id: z.string(),
  severity: z.string(),
  state: z.string(),
  status: z.string(),
  title: z.string(),
  openedAt: z.string(),
});

/** One incident as one line of columns. */
export const incidentRow = (i: z.infer<typeof IncidentRow>): string =>
  `${i.id.padEnd(20)} ${i.severity.padEnd(6)} ${i.state.padEnd(9)} ${i.status.padEnd(17)} ${i.openedAt}  ${oneLine(i.title)}`;

/** The text of an answer that is one incident. */
export const incidentText = textOf(IncidentRow, incidentRow);
