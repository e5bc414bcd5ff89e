import envPaths from 'env-paths';

/**
 * Returns the default folder for fetched models: the environment variable `LEEWARD_CACHE`, or else `leeward` in the user's cache
 * folder of the operating system.
 */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return environment['LEEWARD_CACHE'] || envPaths('leeward', { suffix: '' }).cache;
}
