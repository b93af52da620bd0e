/** What a resolver says of a name: its addresses, none of them where there is no such name or it has none of the type, or why it cannot tell. */
export type Answer = { addresses: string[]; none?: 'no such name' | 'no address of the type' } | { cannot: string };
export type Resolve = (name: string, type: 'A' | 'AAAA', timeoutMs: number) => Promise<Answer>;
