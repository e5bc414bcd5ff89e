import envPaths from 'env-paths';

/**
 * Where models are kept when nothing else is said: the folder that the environment variable `LEEWARD_CACHE` names, or else
 * `leeward` in the user's cache folder, as the system has it.
 */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return environment['LEEWARD_CACHE'] || envPaths('leeward', { suffix: '' }).cache;
}
