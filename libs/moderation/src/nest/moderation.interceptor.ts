import { randomUUID } from 'node:crypto';

import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { catchError, concatMap, from, type Observable, throwError } from 'rxjs';

import { ConfigurationError } from '../errors/moderation-errors.js';
import { moderateValue } from '../values/moderate-value.js';
import { Moderator } from '../moderator/moderator.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { isReleasable } from '../contract/verdict.js';
import { moderateException } from './moderate-exception.js';
import { ContentRefusedException } from './content-refused.exception.js';
import { moderateEach, gateObservable } from './gate-observable.js';
import { inItsClasses } from './in-its-classes.js';
import { moderatedMetadata, type ModeratedOptions } from './moderated-options.js';
import { refuseRawResponse } from './refuse-raw-response.js';
import { sentEvent, sentForm } from './sent-form.js';

/** Where Nest keeps that a route sends server-sent events. */
const serverSentEvents = '__sse__';

/** Where Nest keeps that an answer is no JSON: what a page is made of, and where a redirection leads. They read more of an object than that. */
const otherForms = ['__renderTemplate__', '__redirect__'] as const;

/** What `@Moderated()` runs; it can also be used alone, for one route or for all of an application. */
@Injectable()
export class ModerationInterceptor implements NestInterceptor {
  readonly #moderator: Moderator;
  readonly #reflector: Reflector;

  constructor(@Inject(Moderator) moderator: Moderator, @Inject(Reflector) reflector: Reflector) {
    this.#moderator = moderator;
    this.#reflector = reflector;
  }

  /**
   * @throws {ContentRefusedException} when the input, or the answer, must not go on.
   * @throws {ConfigurationError} for a route whose answer does not come by here.
   */
  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const targets = [context.getHandler(), context.getClass()];
    const options = this.#reflector.getAllAndOverride<ModeratedOptions | undefined>(moderatedMetadata, targets) ?? {};
    const requestId = randomUUID();
    if (options.output !== false) refuseRawResponse(context);
    if (options.input !== false) await this.#approveInput(context, options, requestId);
    const answer = next.handle();
    if (options.output === false) return answer;
    const isSse = this.#reflector.get<boolean | undefined>(serverSentEvents, context.getHandler()) ?? false;
    const stream = options.stream ?? isSse;
    const gate = { moderator: this.#moderator, requestId, sent: isSse ? sentEvent : sentForm };
    if (stream === 'values') return moderateEach(answer, gate);
    if (stream) return gateObservable(answer, gate);
    const isJson = !otherForms.some((name) => this.#reflector.get<unknown>(name, context.getHandler()) !== undefined);
    return answer.pipe(
      concatMap((value) => from(this.#approveOutput(value, requestId, isJson))),
      catchError((error: unknown) =>
        from(moderateException(error, this.#moderator, requestId)).pipe(
          concatMap((approved) => throwError(() => approved)),
        ),
      ),
    );
  }

  async #approveInput(context: ExecutionContext, options: ModeratedOptions, requestId: string): Promise<void> {
    const stage = options.inputStage ?? 'input';
    const approve = (value: unknown, path: string): Promise<unknown> =>
      this.#approve(value, { stage, role: 'user', path, requestId });
    switch (context.getType()) {
      case 'http': {
        const request = context.switchToHttp().getRequest<Record<string, unknown>>();
        for (const name of options.input || (['body', 'query', 'params'] as const)) {
          const value = request[name];
          if (value === undefined) continue;
          const approved = await approve(value, name);
          // Express computes the query anew at each reading: an assignment would be lost.
          if (approved !== value)
            Object.defineProperty(request, name, {
              value: approved,
              configurable: true,
              enumerable: true,
              writable: true,
            });
        }
        return;
      }
      case 'rpc':
        return this.#approveArgument(context, 0, approve);
      case 'ws':
        return this.#approveArgument(context, 1, approve);
      default:
        throw new ConfigurationError(`Requests of the kind "${String(context.getType())}" cannot be moderated here.`);
    }
  }

  async #approveArgument(
    context: ExecutionContext,
    index: number,
    approve: (value: unknown, path: string) => Promise<unknown>,
  ): Promise<void> {
    const given = context.getArgs<unknown[]>();
    given[index] = await approve(given[index], 'data');
  }

  /** Judges what will be sent: the value's JSON. What goes on is a copy, so that it cannot be another one by then. */
  async #approveOutput(value: unknown, requestId: string, isJson: boolean): Promise<unknown> {
    if (value === undefined) return value;
    const approved = await this.#approve(sentForm(value), {
      stage: 'output',
      role: 'assistant',
      path: 'response',
      requestId,
    });
    return isJson ? inItsClasses(value, approved) : approved;
  }

  async #approve(value: unknown, facts: Omit<ModerationInput, 'text'>): Promise<unknown> {
    const { verdict, value: approved } = await moderateValue(this.#moderator, { ...facts, value });
    if (!isReleasable(verdict)) throw new ContentRefusedException(this.#moderator.policy, verdict);
    return approved;
  }
}
