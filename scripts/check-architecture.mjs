import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const folders = ['bin', 'core', 'app', 'web', 'plugins', 'lambdas', 'adapters', 'lib', 'simulator', 'local', 'cli'];
const files = folders
  .flatMap((folder) => readdirSync(folder, { recursive: true }))
  .filter((file) => /\.(ts|mts|mjs)$/.test(file));
const { status, stdout, stderr } = spawnSync('node_modules/.bin/depcruise', folders, { encoding: 'utf8' });
process.stdout.write(stdout);
process.stderr.write(stderr);
// Without its parser dependency-cruiser reads nothing and finds nothing: it must have read at least all files of ours.
const modules = Number(/\((\d+) modules/.exec(stdout)?.[1] ?? 0);
const tooFew = status === 0 && modules < files.length;
if (tooFew) console.error(`only ${modules} modules were read, and there are ${files.length} source files`);
process.exitCode = tooFew ? 1 : (status ?? 1);
