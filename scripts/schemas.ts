import { schemasWith } from '#core/playbook/json-schema';
import { plugins, vocabularyOf } from '#plugins/registry';

/** The JSON Schemas that editors complete a playbook by, made from what it is parsed with. */
export const schemas = (): Record<string, string> => schemasWith(vocabularyOf(plugins));
