// usage: node complete-lock.mjs package-lock.json — adds the optional platform packages that the registry here does not serve.
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.argv[2];
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = [];
const find = (from, name) => {
  for (let at = from; ; ) {
    const p = (at ? at + '/' : '') + 'node_modules/' + name;
    if (lock.packages[p]) return p;
    if (!at) return;
    const i = at.lastIndexOf('/node_modules/');
    at = i < 0 ? '' : at.slice(0, i);
  }
};
const oses = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const cpus = {
  arm64: 'arm64',
  x64: 'x64',
  ia32: 'ia32',
  ppc64: 'ppc64',
  s390x: 's390x',
  riscv64: 'riscv64',
  loong64: 'loong64',
  mips64el: 'mips64el',
  wasm32: 'wasm32',
  arm: 'arm',
};
for (const [path, pkg] of Object.entries({ ...lock.packages }))
  for (const [name, range] of Object.entries(pkg.optionalDependencies ?? {})) {
    if (find(path, name)) continue;
    const os = oses.filter((o) => name.includes(o));
    const cpu = Object.keys(cpus).filter((c) => name.includes(c) && !(c === 'arm' && name.includes('arm64')));
    const version = range.replace(/^[\^~]/, '');
    const entry = {
      version,
      ...(cpu.length && { cpu }),
      ...(pkg.dev && { dev: true }),
      ...(name.includes('musl')
        ? { libc: ['musl'] }
        : name.includes('linux') && name.includes('gnu')
          ? { libc: ['glibc'] }
          : {}),
      optional: true,
      ...(os.length && { os }),
    };
    lock.packages['node_modules/' + name] = entry;
    added.push(name + '@' + version + ' ' + JSON.stringify([os, cpu]));
  }
const root = lock.packages[''];
delete lock.packages[''];
lock.packages = {
  '': root,
  ...Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'))),
};
writeFileSync(file, JSON.stringify(lock, null, 2) + '\n');
console.log(added.length, 'added');
console.log(added.join('\n'));
