/** The empty counterpart of `page/send-page`: one POST for each message. */
export const handler = async ({ Records }: { Records: { body: string }[] }): Promise<void> => {
  for (const { body } of Records)
    await fetch(process.env['INBOX_URL'] ?? '', { method: 'POST', body: JSON.stringify({ text: body }) });
};
