import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Installs Python packages in an environment of their own in the user's cache folder, unless that is done.
 *
 * @param name the name of the folder
 * @param requirements lines of a requirements file, with exact versions
 * @returns the folder with the programs of the environment, such as `python`
 */
export function prepareEnvironment(name: string, requirements: string): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'leeward', name);
  const isWindows = process.platform === 'win32';
  const programs = join(folder, isWindows ? 'Scripts' : 'bin');
  const installed = join(folder, 'installed.txt');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === requirements) return programs;
  process.stdout.write(`Installing Python packages in ${folder}\n`);
  mkdirSync(folder, { recursive: true });
  const list = join(folder, 'requirements.txt');
  writeFileSync(list, requirements);
  execFileSync(isWindows ? 'python' : 'python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', list];
  execFileSync(join(programs, 'python'), pip, { stdio: 'inherit' });
  writeFileSync(installed, requirements);
  return programs;
}
