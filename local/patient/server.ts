import { listen } from '#local/inbox/listen';
import { createPatient, type Patient, type PatientOptions } from './patient.ts';

interface StartPatientOptions extends PatientOptions {
  /** 0, the default, is a free one. */
  port?: number;
  log?: (line: string) => void;
}
export interface RunningPatient extends Patient {
  url: string;
  close: () => Promise<void>;
}

/** The patient on 127.0.0.1. */
export const startPatient = async ({
  port = 0,
  log = () => {},
  ...options
}: StartPatientOptions = {}): Promise<RunningPatient> => {
  const patient = createPatient(options);
  const server = await listen({ handle: patient.handle, mostBytes: () => 1024 * 1024 }, port, (error) =>
    log(`failed: ${String(error)}`),
  );
  return { ...patient, ...server };
};
