import { oneLine } from '#core/message/plain-text';

/** What the row of an incident shows of it. */
interface Listed {
  id: string;
  severity: string;
  state: string;
  status: string;
  title: string;
  openedAt: string;
}

/** One incident as one line of columns. */
export const incidentRow = (i: Listed): string =>
  `${i.id.padEnd(20)} ${i.severity.padEnd(6)} ${i.state.padEnd(9)} ${i.status.padEnd(17)} ${i.openedAt}  ${oneLine(i.title)}`;
