import { join } from 'node:path';
import type { Command } from 'commander';
import { inFolder } from './folder.ts';
import { type Output, output, say } from './words.ts';

/** The command that writes JSON Schemas with a playbook's own names. */
export function schema(program: Command): void {
  program
    .command('schema')
    .description("Write JSON Schemas with a playbook's own names into its folder .schema, for editors")
    .argument('<dir>', "a playbook's directory")
    .addOption(output())
    .action(async (dir: string, options: Output) => {
      const written = await writeSchemas(dir);
      say(options, { written }, () =>
        [
          ...written,
          'An editor that knows YAML reads them by the first line of a file:',
          '  # yaml-language-server: $schema=.schema/playbook.json',
        ].join('\n'),
      );
    });
}

/** Writes the schemas of a playbook's files, and gives the paths that it wrote. */
export async function writeSchemas(dir: string): Promise<string[]> {
  const { mkdirSync, writeFileSync } = await import('node:fs');
  const { schemasWith } = await import('#core/playbook/json-schema');
  const { namesOf } = await import('#core/playbook/names');
  const { plugins, vocabularyOf } = await import('#plugins/registry');
  const { playbookAt } = await import('./playbook.ts');
  const { pack, people } = playbookAt(dir);
  const folder = join(dir, '.schema');
  const schemas = Object.entries(schemasWith(vocabularyOf(plugins), namesOf(pack, people)));
  return inFolder(folder, () => {
    mkdirSync(folder, { recursive: true });
    return schemas.map(([name, text]) => {
      const file = join(folder, `${name}.json`);
      writeFileSync(file, text);
      return file;
    });
  });
}
