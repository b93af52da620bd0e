import { createInbox, type Inbox, type InboxOptions } from './inbox.ts';
import { listen } from './listen.ts';

interface StartInboxOptions extends Omit<InboxOptions, 'visit'> {
  /** 0, the default, is a free one. */
  port?: number;
  log?: (line: string) => void;
}
export interface RunningInbox extends Inbox {
  url: string;
  close: () => Promise<void>;
}

const megabyte = 1024 * 1024;

/** The inbox on 127.0.0.1. */
export const startInbox = async ({
  port = 0,
  log = () => {},
  ...options
}: StartInboxOptions = {}): Promise<RunningInbox> => {
  const closing = new AbortController();
  const inbox = createInbox({
    ...options,
    visit: (url) => {
      fetch(url, { redirect: 'error', signal: AbortSignal.any([closing.signal, AbortSignal.timeout(10_000)]) }).then(
        (answer) => log(`subscription: ${answer.status}`),
        (error: unknown) => log(`subscription not confirmed: ${String(error)}`),
      );
    },
  });
  // 40 MB of mail, as base64 inside JSON, are 56.
  const mostBytes = (path: string) => (path.startsWith('/v2/email/') ? 60 * megabyte : 2 * megabyte);
  const { url, close } = await listen({ handle: inbox.handle, refuses: inbox.refuses, mostBytes }, port, (error) =>
    log(`failed: ${String(error)}`),
  );
  return {
    ...inbox,
    url,
    async close() {
      closing.abort();
      await close();
    },
  };
};
