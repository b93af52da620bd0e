/** What an action says of its end as text, cut to 2,000 characters. */
export const outputText = (output: unknown): string => {
  const text =
    typeof output === 'string' ? output : output === undefined || output === null ? '' : JSON.stringify(output);
  return text.length <= 2_000 ? text : `${text.slice(0, 1_999)}…`;
};
