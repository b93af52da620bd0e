const words = (text: string) =>
  text.replaceAll(/=\?utf-8\?b\?([A-Za-z0-9+/=]*)\?=/gi, (_, data: string) =>
    Buffer.from(data, 'base64').toString('utf8'),
  );
/** Subject, receivers and body of a MIME message, as much as a reader of the inbox needs. */
export const mimeOf = (data: string) => {
  const text = Buffer.from(data, 'base64').toString('utf8');
  const [head = '', ...rest] = text.split(/\r?\n\r?\n/);
  const lines = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const header = (name: string) =>
    lines
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? '';
  return {
    from: header('from'),
    to: header('to')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
    subject: words(header('subject')),
    text: rest.join('\n\n').trim(),
    bytes: Buffer.byteLength(data, 'base64'),
  };
};
