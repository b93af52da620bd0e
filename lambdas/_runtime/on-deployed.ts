import { refreshDeployed } from '#adapters/aws/deployed';

/** Ports that read what is deployed. They are made once; whenever an invocation asks for them, what is deployed is at most a minute old. */
export const onDeployed = <P extends object>(make: () => P): (() => Promise<P>) => {
  let made: P | undefined;
  return async () => {
    await refreshDeployed();
    made ??= make();
    return made;
  };
};
