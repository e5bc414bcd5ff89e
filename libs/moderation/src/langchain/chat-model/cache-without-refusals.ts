import { BaseCache } from '@langchain/core/caches';
import { type Generation } from '@langchain/core/outputs';

/**
 * Wraps a cache so that refusals stay out of it. A cached refusal would show the categories of one request to another,
 * and would repeat a temporary failure until it expires.
 */
export class CacheWithoutRefusals extends BaseCache {
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
