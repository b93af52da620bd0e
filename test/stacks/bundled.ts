import { bundles } from '#lib/bundle';

/** Bundles the functions once, before the tests that synthesize: each of their processes takes what is there. */
export const setup = (): void => {
  bundles();
};
