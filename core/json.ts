export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A row's attribute as text; anything else is none. */
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
