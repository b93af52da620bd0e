import type { People } from '#core/playbook/people';

type Claims = Readonly<Record<string, unknown>>;
const textIn = (claims: Claims, name: string): string[] => {
  const value = claims[name];
  return typeof value === 'string' && value !== '' ? [value] : [];
};

/** By what a token names its person, the best first: user names, and the address where somebody has verified it. */
export function namesOf(claims: Claims): { names: string[]; email: string | undefined } {
  const cognito = [...textIn(claims, 'cognito:username'), ...textIn(claims, 'username')];
  // people of a Cognito pool may change their preferred name themselves
  const preferred = cognito.length > 0 ? [] : textIn(claims, 'preferred_username');
  const names = [...cognito, ...preferred, ...textIn(claims, 'sub')];
  // an address that nobody has verified says nothing about who asks
  const [email] = String(claims['email_verified']) === 'false' ? [] : textIn(claims, 'email');
  return { names, email: email?.toLowerCase() };
}

/** The person of people.yaml whom a token names: by id or login exactly, else by an address in any case that is one person's alone. */
export function personOf({ people }: Pick<People, 'people'>, claims: Claims): string | undefined {
  const { names, email } = namesOf(claims);
  const named = Object.entries(people).find(([id, { login }]) => names.some((name) => name === login || name === id));
  if (named !== undefined) return named[0];
  // Entra and Okta give an address as user name
  const addresses = [email, ...names.filter((name) => name.includes('@')).map((name) => name.toLowerCase())];
  const [found, another] = Object.entries(people).filter(([, { login, email: mail }]) =>
    [login, mail].some((address) => address !== undefined && addresses.includes(address.toLowerCase())),
  );
  return another === undefined ? found?.[0] : undefined;
}
