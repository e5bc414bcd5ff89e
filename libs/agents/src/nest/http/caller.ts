import { type CanActivate, createParamDecorator, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { agentsOptions, type AgentsModuleOptions, type AgentsRequest } from '../agents-options.js';

/** The caller of a request. */
export interface AgentsCaller {
  /** To whom the records belong. */
  readonly owner: string;
  /** The name of the policy of the caller. */
  readonly policy: string | undefined;
  /** Called with each id under which decisions about the request are recorded. */
  readonly onDecisionId?: ((id: string) => void) | undefined;
}

const callerKey = Symbol('caller');

type CalledRequest = AgentsRequest & { [callerKey]?: AgentsCaller };

/** Finds the caller of each request, before a route reads it. */
@Injectable()
export class CallerGuard implements CanActivate {
  readonly #options: AgentsModuleOptions;

  constructor(@Inject(agentsOptions) options: AgentsModuleOptions) {
    this.#options = options;
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<CalledRequest>();
    const { owner, policy, onDecisionId } = this.#options;
    request[callerKey] = {
      owner: owner?.(request) ?? 'open',
      policy: policy?.(request),
      onDecisionId: onDecisionId && ((id) => onDecisionId(request, id)),
    };
    return true;
  }
}

/** Gives a route its caller. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): AgentsCaller => {
  const caller = context.switchToHttp().getRequest<CalledRequest>()[callerKey];
  if (caller === undefined) throw new TypeError('The route has no CallerGuard.');
  return caller;
});
