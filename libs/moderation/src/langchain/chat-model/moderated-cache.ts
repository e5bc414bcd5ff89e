import { BaseCache } from '@langchain/core/caches';
import { type Generation } from '@langchain/core/outputs';

/**
 * Another cache, which keeps answers that were approved and no others. A refusal tells of one request: kept, it would tell another
 * of that one's categories, and a check that failed once would fail for as long as it is kept.
 */
export class ModeratedCache extends BaseCache {
  readonly #cache: BaseCache;

  constructor(cache: BaseCache) {
    super();
    this.#cache = cache;
  }

  lookup(prompt: string, key: string): Promise<Generation[] | null> {
    return this.#cache.lookup(prompt, key);
  }

  async update(prompt: string, key: string, answers: Generation[]): Promise<void> {
    if (!answers.some(({ generationInfo }) => generationInfo?.['finish_reason'] === 'content_filter'))
      await this.#cache.update(prompt, key, answers);
  }
}
