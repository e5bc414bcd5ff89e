import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** Creates a file that only its user can read, with its folders. SQLite gives its mode to the files beside it. */
export function createPrivateFile(path: string): void {
  createFolder(dirname(path));
  closeSync(openSync(path, 'a', 0o600));
}

/** Creates a folder and those above it. `mkdirSync` with `recursive` never returns where a disk takes no folders, as `/proc`. */
function createFolder(path: string): void {
  if (existsSync(path)) return;
  createFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(path)) throw error;
  }
}
