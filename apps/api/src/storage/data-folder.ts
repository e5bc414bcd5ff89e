import { homedir, platform } from 'node:os';
import { join } from 'node:path';

/** Finds the folder in which the user's programs keep their data. */
export function findDataFolder(): string {
  switch (platform()) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'leeward');
    case 'win32':
      return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'leeward', 'data');
    default:
      return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'leeward');
  }
}
