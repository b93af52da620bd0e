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

/** The inbox on 127.0.0.1. */
export const startInbox = async ({
  port = 0,
  log = () => {},
  ...options
}: StartInboxOptions = {}): Promise<RunningInbox> => {
  const closing = new AbortController();
  const inbox = await createInbox({
    ...options,
    visit: (url) => {
      fetch(url, { redirect: 'error', signal: AbortSignal.any([closing.signal, AbortSignal.timeout(10_000)]) }).then(
        (answer) => log(`subscription: ${answer.status}`),
        (error: unknown) => log(`subscription not confirmed: ${String(error)}`),
      );
    },
  });
  const { url, close } = await listen(inbox, port, (error) => log(`failed: ${String(error)}`));
  return {
    ...inbox,
    url,
    async close() {
      closing.abort();
      await close();
    },
  };
};
