import { Ends, exit } from './exit.ts';

/** Whose credentials and which Region a command uses; left out, those of the environment, as every AWS tool finds them. */
export interface Where {
  region?: string;
  profile?: string;
}
/** The same for a client of the SDK, which knows no option that is undefined. */
export const clientOf = ({ region, profile }: Where): Where => ({
  ...(region === undefined ? {} : { region }),
  ...(profile === undefined ? {} : { profile }),
});

/** The Region that a client has found. Throws `Ends` where none is said. */
export async function regionOf({ config }: { config: { region(): Promise<string> } }): Promise<string> {
  try {
    return await config.region();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Ends(exit.usage, `no AWS Region: give --region or set AWS_REGION (${error.message})`);
  }
}

/**
 * Does what asks AWS, and ends with a refusal of AWS in words, with the rights that are needed where one is lacking. Anything that AWS did
 * not answer is thrown on.
 */
export async function asking<T>(needed: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof Ends) throw error;
    if (error.name === 'CredentialsProviderError')
      throw new Ends(
        exit.failure,
        `no AWS credentials: ${error.message}; sign in, or name a profile with --profile or AWS_PROFILE`,
      );
    if (!('$metadata' in error)) throw error;
    const { httpStatusCode } = error.$metadata as { httpStatusCode?: number };
    if (httpStatusCode === undefined) throw new Ends(exit.failure, `AWS cannot be reached: ${error.message}`);
    const said = `AWS refuses: ${error.message} (${error.name})`;
    if (isThrottled(error))
      throw new Ends(exit.failure, `${said}\nit was asked too often: run the command again in a minute`);
    throw new Ends(exit.failure, isDenied(error) ? `${said}\n${needed}` : said);
  }
}

/** Cognito says `NotAuthorizedException` where other services say that access is denied. */
const isDenied = ({ name }: Error): boolean => name.startsWith('AccessDenied') || name === 'NotAuthorizedException';
const isThrottled = ({ name }: Error): boolean =>
  ['TooManyRequestsException', 'ThrottlingException', 'LimitExceededException'].includes(name);
