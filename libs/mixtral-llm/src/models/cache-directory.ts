import envPaths from 'env-paths';

/** Where models are kept when nothing else is said: `leeward` in the user's cache folder, as the system has it. */
export function cacheDirectory(): string {
  return envPaths('leeward', { suffix: '' }).cache;
}
