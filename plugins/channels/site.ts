import * as z from 'zod';

const isSite = (base: string): boolean => {
  if (!URL.canParse(base)) return false;
  const { protocol, username, password, search, hash } = new URL(base);
  return protocol === 'https:' && [username, password, search, hash].every((part) => part === '');
};

/** The address of a tool's own site, over https and without anything that is not part of it. */
export const siteAt = (example: string) =>
  z.string().refine(isSite, `expected the address of the site, such as ${example}`);
