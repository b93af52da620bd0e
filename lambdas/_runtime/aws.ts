import { awsCore } from '#adapters/aws/ports';

/** The ports of AWS for whatever decides and stores: no channel, no address outside. */
export const aws = async (): Promise<ReturnType<typeof awsCore>> => awsCore();
