/** What writes or locks within a statement that begins as a query: `WITH gone AS (DELETE …)`, `SELECT … INTO`, `FOR UPDATE`. */
const writing = /\b(insert|update|delete|merge|into)\b/i;

/** What is not code: text, names in quotes, comments. A statement of which they hide a part would only be refused by the database. */
const quoted = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\//g;

/**
 * Why a text is not one statement that only reads; undefined where it looks like one. It is a guard against mistakes: what a function in it
 * does is only seen by the database, whose user is to have no right to write.
 */
export function faultOf(sql: string): string | undefined {
  const code = sql.replaceAll(quoted, (text) => (/^['"`]/.test(text) ? ' x ' : ' ')).trim();
  if (!/^(select|with|values|table)\b/i.test(code))
    return 'a statement that reads: it begins with SELECT, WITH, VALUES or TABLE';
  if (/;/.test(code.replace(/;\s*$/, ''))) return 'one statement: the Data API takes no second one';
  const [word] = writing.exec(code) ?? [];
  return word === undefined ? undefined : `a statement that only reads: "${word}" does not`;
}
