import { httpSource } from '../http-source.ts';
import { bySharedSecret } from '../verify.ts';
import { isReport, readReport } from './reports.ts';
import { samples } from './samples.ts';

/** Reports of customers, posted by the server behind a form or by a help desk: never by the customer's browser, which would hold the secret. */
export const customerReport = httpSource({
  source: 'customer-report',
  title: 'customer report',
  recognises: isReport,
  read: readReport,
  verify: bySharedSecret,
  recovery: 'told',
  samples,
});
