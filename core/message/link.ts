/** Stands in a page's frozen text for the person's own link; no word of ours or of strangers can hold it. */
export const LINK_PLACE = '\u0001';

/** Characters of a personal token, `[A-Za-z0-9]`. */
export const TOKEN_LENGTH = 22;

/** The address of a personal link. */
export const linkOf = (publicUrl: string, token: string): string => `${publicUrl}/i/${token}`;

/** The incident's page for people, which shows nothing of it and leads to a personal link. */
export const pageOf = (publicUrl: string, incidentId: string): string => `${publicUrl}/incidents/${incidentId}`;

/** A frozen text with its link in place. */
export const withLink = (text: string, link: string): string => text.replaceAll(LINK_PLACE, link);
