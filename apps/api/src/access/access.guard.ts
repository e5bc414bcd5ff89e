import { choosePolicy } from '@leeward/moderation';
import { type CanActivate, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { type Reflector } from '@nestjs/core';
import { type Request, type Response } from 'express';
import { type CallerLocals } from '../http/caller.js';
import { OpenAiError } from '../errors/openai-error.js';
import { type KeyBudgets, type LimitLocals, showLimits } from '../limits/index.js';
import { type ApiKey } from './api-keys-schema.js';
import { type Moderators } from './moderators.js';

/** The header in which a request names its policy, if its key allows a choice. */
export const policyHeader = 'x-leeward-policy';

const openToAll = 'openToAll';

/** Opens a controller or a route to callers without a key. */
export const OpenToAll = () => SetMetadata(openToAll, true);

/** Checks whether a route, or its controller, is open to callers without a key. */
export function isOpenToAll(handler: object, controller: object): boolean {
  return [handler, controller].some((target) => Reflect.getMetadata(openToAll, target) === true);
}

/** Finds the holder of a key. */
export interface KeyFinder {
  find(key: string): ApiKey | undefined;
  /** Finds a key by the name of its holder. Undefined: it was taken away, or has expired. */
  findHolder(name: string): ApiKey | undefined;
}

/** The methods that only read, and do not count as requests of the key. */
const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Lets a request in, counts it for its key, and sets its policy: that of its key, or one that its key may choose.
 *
 * It runs before the body is read, so a request that comes too often costs next to nothing.
 */
export class AccessGuard implements CanActivate {
  readonly #reflector: Reflector;
  readonly #moderators: Moderators;
  readonly #keys: KeyFinder | undefined;
  readonly #budgets: KeyBudgets;

  /** @param keys undefined lets every caller in, under the default policy */
  constructor(reflector: Reflector, moderators: Moderators, keys: KeyFinder | undefined, budgets: KeyBudgets) {
    this.#reflector = reflector;
    this.#moderators = moderators;
    this.#keys = keys;
    this.#budgets = budgets;
  }

  /**
   * @throws OpenAiError 401 without a valid key, 429 `rate_limit_exceeded` when the key makes too many requests
   * @throws {PolicyNotAllowedError} for a policy that the key may not choose, {PolicyUnknownError} for one that does not exist
   */
  canActivate(context: ExecutionContext): boolean {
    if (this.#reflector.getAllAndOverride<boolean | undefined>(openToAll, [context.getHandler(), context.getClass()])) {
      return true;
    }
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response<unknown, CallerLocals & LimitLocals>>();
    const key: Partial<ApiKey> = this.#keys ? this.#admit(request, response, this.#keys) : {};
    const { name: holder, expires, models, policy = this.#moderators.defaultPolicy, choices } = key;
    const requested = request.get(policyHeader);
    const chosen = choosePolicy({ policy, choices }, requested);
    const moderator = this.#moderators.for(chosen);
    const isNamed = key.policy !== undefined || requested !== undefined;
    Object.assign(response.locals, {
      moderator,
      holder,
      expires,
      models,
      ...(isNamed && { policy: chosen }),
    } satisfies CallerLocals);
    return true;
  }

  /** Finds the holder of the request's key, and counts the request. The headers tell the limits, even of one that is refused. */
  #admit(request: Request, response: Response<unknown, CallerLocals & LimitLocals>, keys: KeyFinder): ApiKey {
    const key = this.#findHolder(request, keys);
    // Logs and figures name the holder of a request that is refused, too.
    response.locals.holder = key.name;
    if (!key.limits) return key;
    const budget = this.#budgets.for(key.sha256, key.limits);
    response.locals.budget = budget;
    try {
      if (!readingMethods.has(request.method)) budget.countRequest();
    } finally {
      showLimits(response);
    }
    return key;
  }

  #findHolder(request: Request, keys: KeyFinder): ApiKey {
    const presented = listPresentedKeys(request);
    for (const key of presented) {
      const holder = keys.find(key);
      if (holder) return holder;
    }
    throw new OpenAiError('invalid_api_key', {
      message:
        presented.length === 0
          ? 'There is no API key: send it as "Authorization: Bearer YOUR_KEY", or as "x-api-key: YOUR_KEY".'
          : 'The API key is not known to this server, or has expired. Check it, or ask the operator for another one.',
    });
  }
}

/** Lists the keys of a request: that of OpenAI's clients, then that of Anthropic's, which may send both. */
function listPresentedKeys(request: Request): readonly string[] {
  const bearer = /^Bearer +(\S{1,512})$/i.exec(request.get('authorization') ?? '')?.[1];
  const apiKey = /^\S{1,512}$/.exec(request.get('x-api-key') ?? '')?.[0];
  return [bearer, apiKey].filter((key) => key !== undefined);
}
