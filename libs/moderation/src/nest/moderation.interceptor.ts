import { randomUUID } from 'node:crypto';

import {
  type CallHandler,
  type ExecutionContext,
  HttpException,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { catchError, concatMap, from, type Observable, tap, throwError } from 'rxjs';

import { type RequestContext } from '../contract/request-context.js';
import { ConfigurationError } from '../errors/moderation-errors.js';
import { Moderator } from '../moderator/moderator.js';
import { moderateOrThrow } from '../values/moderate-or-throw.js';
import { serializeValue } from '../values/serialize-value.js';
import { restoreClasses } from './restore-classes.js';
import { moderateException } from './moderate-exception.js';
import { moderateStream } from './moderate-stream.js';
import { type AnswerContext, answerLocation, moderatedMetadata, type ModeratedOptions } from './moderated-options.js';
import { setRetryAfter, toServerResponse } from './retry-after.js';
import { assertNoFile, assertReturnsAnswer } from './assert-moderatable.js';

/** The metadata key with which Nest marks routes that send server-sent events. Nest does not export it. */
const sseMetadata = '__sse__';

/**
 * Moderates the input and the answer of a route. `@Moderated()` applies it; it can also be used alone, for one route
 * or for a whole application (`app.useGlobalInterceptors(app.get(ModerationInterceptor))`).
 *
 * An answer with redactions keeps its classes, so that Nest's `ClassSerializerInterceptor` works inside and outside of this one. Text
 * that an interceptor outside adds to the answer is not moderated.
 */
@Injectable()
export class ModerationInterceptor implements NestInterceptor {
  readonly #moderator: Moderator;
  readonly #reflector: Reflector;

  constructor(@Inject(Moderator) moderator: Moderator, @Inject(Reflector) reflector: Reflector) {
    this.#moderator = moderator;
    this.#reflector = reflector;
  }

  /**
   * @throws {ContentRefusedException} when the input, or the answer, must not be released.
   * @throws {ConfigurationError} for a route whose answer cannot be moderated, or a request that is neither HTTP, RPC nor WebSocket.
   */
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    try {
      const answer = await this.#moderate(context, next);
      return answer.pipe(tap({ error: (error: unknown) => setRetryAfter(context, error) }));
    } catch (error) {
      setRetryAfter(context, error);
      throw error;
    }
  }

  async #moderate(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const targets = [context.getHandler(), context.getClass()];
    const options = this.#reflector.getAllAndOverride<ModeratedOptions | undefined>(moderatedMetadata, targets) ?? {};
    const request: RequestContext = { requestId: randomUUID(), signal: createSignal(context) };
    if (options.output !== false) assertReturnsAnswer(context);
    const precedingText = options.input === false ? undefined : await this.#moderateInput(context, options, request);
    const answerContext: AnswerContext = { ...request, precedingText };
    const answer = next.handle();
    if (options.output === false) return answer;
    const isSse = this.#reflector.get<boolean | undefined>(sseMetadata, context.getHandler()) ?? false;
    const stream = options.stream ?? isSse;
    if (stream !== false) return moderateStream(answer, stream, this.#moderator, answerContext);
    return answer.pipe(
      concatMap((value) => this.#moderateOutput(value, answerContext)),
      catchError((error: unknown) =>
        from(moderateException(error, this.#moderator, request)).pipe(
          concatMap((moderated) => throwError(() => moderated)),
        ),
      ),
    );
  }

  /** @returns the text of the moderated input, which is the turn before the answer */
  async #moderateInput(
    context: ExecutionContext,
    options: ModeratedOptions,
    request: RequestContext,
  ): Promise<string | undefined> {
    const { requestId, signal } = request;
    const stage = options.inputStage ?? 'input';
    const { maximumCharacters } = this.#moderator.policy.limits;
    const texts: string[] = [];
    try {
      for (const { holder, key, path } of findInput(context, options)) {
        const value: unknown = Reflect.get(holder, key);
        if (value === undefined) continue;
        const moderated = await moderateOrThrow(
          this.#moderator,
          { stage, role: 'user', path, requestId, value },
          { signal },
        );
        const { text } = serializeValue(moderated, maximumCharacters);
        // The body comes last, because classifiers read the end of the turn.
        if (key === 'body') texts.push(text);
        else texts.unshift(text);
        if (moderated === value) continue;
        // Not an assignment: `query` is a getter of Express's request, which cannot be assigned.
        Object.defineProperty(holder, key, { value: moderated, configurable: true, enumerable: true, writable: true });
      }
    } catch (error) {
      throw await moderateException(error, this.#moderator, request);
    }
    return texts.join('').trim() || undefined;
  }

  async #moderateOutput(value: unknown, { requestId, signal, precedingText }: AnswerContext): Promise<unknown> {
    if (value === undefined) return value;
    assertNoFile(value);
    const moderate = <Value>(answer: Value): Promise<Value> =>
      moderateOrThrow(this.#moderator, { ...answerLocation, requestId, precedingText, value: answer }, { signal });
    // The value itself first, because an interceptor outside may write entries of maps and fields of errors.
    if ((await moderate(value)) === value) return value;
    // Redactions are applied to its JSON form: an answer with redactions shows no more than one without.
    return restoreClasses(value, await moderate(JSON.parse(JSON.stringify(value) ?? 'null') as unknown));
  }
}

/**
 * Creates a signal that is aborted when an HTTP client leaves. Nest does not log its reason, because it is an exception of HTTP.
 * It reads `close` of the response: Node.js emits `close` of a request as soon as the body has been read.
 */
function createSignal(context: ExecutionContext): AbortSignal | undefined {
  if (context.getType() !== 'http') return undefined;
  const response = toServerResponse(context);
  const controller = new AbortController();
  const abort = (): void => controller.abort(new HttpException('The client closed the request.', 499));
  if (response.destroyed) abort();
  else response.once('close', abort);
  return controller.signal;
}

/** One part of a request that is moderated: the object that holds it, its key there, and its name in verdicts. */
interface InputPart {
  readonly holder: object;
  readonly key: string;
  readonly path: string;
}

function findInput(context: ExecutionContext, { input }: ModeratedOptions): readonly InputPart[] {
  switch (context.getType()) {
    case 'http': {
      const holder = context.switchToHttp().getRequest<object>();
      return (input || (['body', 'query', 'params'] as const)).map((key) => ({ holder, key, path: key }));
    }
    case 'rpc':
      return [{ holder: context.getArgs(), key: '0', path: 'data' }];
    case 'ws':
      return [{ holder: context.getArgs(), key: '1', path: 'data' }];
    default:
      throw new ConfigurationError(
        `Requests of the kind "${context.getType()}" cannot be moderated: the interceptor knows http, rpc and ws.`,
      );
  }
}
