import { spawnSync } from 'node:child_process';

// Without its parser dependency-cruiser reads nothing and finds nothing: the number of modules is held too.
const folders = ['bin', 'core', 'app', 'plugins', 'lambdas', 'adapters', 'lib', 'simulator', 'local', 'cli'];
const least = 250;
const { status, stdout, stderr } = spawnSync('node_modules/.bin/depcruise', folders, { encoding: 'utf8' });
process.stdout.write(stdout);
process.stderr.write(stderr);
const modules = Number(/\((\d+) modules/.exec(stdout)?.[1] ?? 0);
if (status === 0 && modules < least) console.error(`only ${modules} modules were read, at least ${least} are expected`);
process.exitCode = status === 0 && modules < least ? 1 : (status ?? 1);
