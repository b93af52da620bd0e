import type { SignalQueue } from '#app/ports';

/** The queue of signals; its client is loaded when a source posts, and not for people's pages. */
export const lazySignalQueue = (): SignalQueue => {
  let made: Promise<SignalQueue> | undefined;
  return {
    async put(bodies) {
      made ??= import('#adapters/aws/signal-queue').then(({ signalQueue }) => signalQueue());
      return (await made).put(bodies);
    },
  };
};
