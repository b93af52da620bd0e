/** One thing that is added: where it goes, the sample that shows it, and what else is written. */
interface Recipe {
  task: string;
  sample: string;
  /** Where those that ship are. */
  home: string;
  unit: 'folder' | 'file';
  registry: string;
  /** Files that a command writes anew. */
  generated: string;
  /** What stands beside it in the tests, where no contract test is derived. */
  tests: string;
}

const schemas = '`schemas/` by `node scripts/write-schemas.ts`';
const derived = 'none: its contract test is derived';

/** The tasks of docs/extending.md. */
export const recipes: readonly Recipe[] = [
  {
    task: 'channel',
    sample: 'test/extending/channel/',
    home: 'plugins/channels/',
    unit: 'folder',
    registry: 'plugins/channels/registry.ts',
    generated: schemas,
    tests: derived,
  },
  {
    task: 'source',
    sample: 'test/extending/source/',
    home: 'plugins/sources/',
    unit: 'folder',
    registry: 'plugins/sources/registry.ts',
    generated: 'nothing',
    tests: derived,
  },
  {
    task: 'check',
    sample: 'test/extending/check/',
    home: 'plugins/checks/',
    unit: 'folder',
    registry: 'plugins/checks/registry.ts',
    generated: schemas,
    tests: derived,
  },
  {
    task: 'action',
    sample: 'test/extending/action/',
    home: 'plugins/actions/',
    unit: 'folder',
    registry: 'plugins/actions/registry.ts',
    generated: schemas,
    tests: derived,
  },
  {
    task: 'operation',
    sample: 'test/extending/operation/',
    home: 'app/operations/',
    unit: 'file',
    registry: 'app/operations/registry.ts',
    generated: '`docs/openapi.json` by `UPDATE=1 npx vitest run --project unit test/api/openapi`',
    tests: 'its own story; rights, document and verb are derived',
  },
  {
    task: 'command',
    sample: 'test/extending/command/',
    home: 'core/incident/commands/',
    unit: 'file',
    registry: 'core/incident/command.ts',
    generated: 'nothing',
    tests:
      'a table of examples and its line in `test/core/incident/commands.test.ts`, and how it is said in `test/core/incident/any-order-words.ts`',
  },
  {
    task: 'aggregate',
    sample: 'test/extending/aggregate/',
    home: 'app/aggregates/',
    unit: 'folder',
    registry: 'app/aggregates/registry.ts',
    generated: 'nothing',
    tests: 'its own story',
  },
];
