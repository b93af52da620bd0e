/** The ports at which `tocsin login` waits for the browser, in this order; below those that systems hand out themselves. */
export const ports = [17817, 21817, 27817];

/** Where the browser comes back to. Cognito takes HTTP for the name localhost only, and knows no other port than the registered one. */
export const redirectUriOf = (port: number): string => `http://localhost:${port}/callback`;

/** Where the browser of somebody who signs in at the board comes back to; below the address that people open. */
export const boardCallback = (publicUrl: string): string => `${publicUrl}/console/sign-in/callback`;
