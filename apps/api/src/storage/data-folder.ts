import { homedir, platform } from 'node:os';
import { join } from 'node:path';

type Variables = Readonly<Record<string, string | undefined>>;

/** Finds the folder in which the user's programs keep their data. @param variables those of the process */
export function findDataFolder(variables: Variables = process.env, system: string = platform()): string {
  switch (system) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'leeward');
    case 'win32':
      return join(variables['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'leeward', 'data');
    default:
      return join(variables['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'leeward');
  }
}
