import * as z from 'zod';

/** What a provider's receipt stands for: the page of one person. */
export const ReceiptOf = z.object({
  tool: z.string(),
  receipt: z.string(),
  incident: z.string(),
  cycle: z.number(),
  person: z.string(),
  /** The page's key. */
  page: z.string(),
  /** The address that it went to, as its owner alone knows it by; left out where that is a secret. */
  to: z.string().optional(),
});
export type ReceiptOf = z.infer<typeof ReceiptOf>;
