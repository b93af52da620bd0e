import { tablePorts } from '#adapters/aws/table';

/** The port of AWS for a handler that only looks at what is stored. */
export const awsLooking = async (): Promise<ReturnType<typeof tablePorts>> => tablePorts();
