/** The commands in their order, without their comments. */
export function commands(): string[];
/** The stack that the reader writes. */
export function stack(): string;
