const { readdirSync, readFileSync, statSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { zipSync } = require('fflate');
const { crc64 } = require('./crc64.js');

/** The same for every file, so that the same code is the same zip: fc3 uses it too. */
const MTIME = new Date(2023, 10, 1);

/** Zips the folder `code`, but for what its `.fcignore` names. @returns the zip, and its checksum as the service counts it */
function packageCode(code, directory) {
  const folder = resolve(directory, code);
  const ignored = ignoredIn(folder);
  const files = {};
  for (const path of filesIn(folder)) {
    if (!ignored(path)) files[path] = readFileSync(join(folder, path));
  }
  if (Object.keys(files).length === 0) throw new Error(`${folder} holds no code: build it first`);
  const zip = Buffer.from(zipSync(files, { mtime: MTIME, os: 3, level: 9 }));
  return { zip, checksum: crc64(zip) };
}

function filesIn(folder, below = '') {
  return readdirSync(join(folder, below))
    .sort()
    .flatMap((name) => {
      const path = below ? `${below}/${name}` : name;
      return statSync(join(folder, path)).isDirectory() ? filesIn(folder, path) : [path];
    });
}

/** Lines of names and of `*.ending`, as far as that. */
function ignoredIn(folder) {
  const lines = readIfThere(join(folder, '.fcignore')).split('\n');
  const rules = lines.map((line) => line.trim()).filter((line) => line && !line.startsWith('#'));
  return (path) => {
    const parts = path.split('/');
    return path === '.fcignore' || rules.some((rule) => parts.some((part) => matches(part, rule.replace(/\/$/, ''))));
  };
}

function matches(part, rule) {
  return rule.startsWith('*') ? part.endsWith(rule.slice(1)) : part === rule;
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

module.exports = { packageCode };
