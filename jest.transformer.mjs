import swcJest from '@swc/jest';

import { toCopyUrl } from './jest.compiled-sources.mjs';

/**
 * Compiles TypeScript by swc. A source of a library sees the URL of its compiled copy as its own, so the threads and processes
 * that it starts run the copy, as they run `dist` in the published package.
 */
export default {
  createTransformer(options) {
    const swc = swcJest.createTransformer(options);
    return {
      ...swc,
      process: (source, file, jest) => swc.process(withCopyUrl(source, file), file, jest),
      processAsync: (source, file, jest) => swc.processAsync(withCopyUrl(source, file), file, jest),
      getCacheKey: (source, file, ...rest) => swc.getCacheKey(withCopyUrl(source, file), file, ...rest),
    };
  },
};

function withCopyUrl(source, file) {
  const url = toCopyUrl(file);
  return url === undefined ? source : source.replaceAll('import.meta.url', JSON.stringify(url));
}
