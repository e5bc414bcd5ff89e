/** Manages a Python environment with the reference packages, in the cache folder. Needs Python 3.10 or later. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const scripts = fileURLToPath(new URL('.', import.meta.url));
const requirements = join(scripts, 'requirements.txt');
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const folder = join(cache, 'leeward', 'chat-template-reference');
const binaries = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');

/** Starts a script of this folder. Its errors go to the terminal, its output to `stdout` of the child. */
export function startPython(script, args, stdout = 'pipe') {
  prepare();
  return spawn(join(binaries, 'python'), [join(scripts, script), ...args.map(String)], {
    stdio: ['ignore', stdout, 'inherit'],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
  });
}

/** Installs the pinned packages, unless the same versions are installed. */
function prepare() {
  const pinned = readFileSync(requirements, 'utf8');
  const installed = join(folder, 'installed.txt');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === pinned) return;
  process.stderr.write(`Installing the reference packages in ${folder}\n`);
  mkdirSync(folder, { recursive: true });
  execFileSync(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  execFileSync(
    join(binaries, 'python'),
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements],
    { stdio: 'inherit' },
  );
  writeFileSync(installed, pinned);
}
