import { httpSource } from '../http-source.ts';
import { bySharedSecret } from '../verify.ts';
import { samples } from './samples.ts';
import { isGiven, readGiven } from './signals.ts';

/** Signals in our own words, and those that a mapping of the playbook (`detection.mappings`) makes of any other JSON. */
export const json = httpSource({
  source: 'json',
  title: 'JSON in the words of docs/sources/json.md',
  recognises: isGiven,
  read: readGiven,
  verify: bySharedSecret,
  mapped: true,
  recovery: 'told',
  samples,
});
