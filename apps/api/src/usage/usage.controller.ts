import { Controller, Get } from '@nestjs/common';
import { type Caller, CallerParameter } from '../http/caller.js';
import { type LimitLevel } from '../limits/index.js';
import { DescribeRoute } from '../openapi/index.js';
import { usageRoute } from './usage.route.js';

/** `GET /v1/usage`: describes the limits of the caller's key, and what is left of them. */
@Controller('v1/usage')
export class UsageController {
  @DescribeRoute(usageRoute)
  @Get()
  find(@CallerParameter() { expires, models, budget }: Caller) {
    return {
      object: 'usage' as const,
      expires: expires === undefined ? null : new Date(expires).toISOString(),
      models: models ?? null,
      limits: {
        requests_per_minute: presentLevel(budget?.read('requestsPerMinute')),
        tokens_per_minute: presentLevel(budget?.read('tokensPerMinute')),
        tokens_per_day: presentLevel(budget?.read('tokensPerDay')),
      },
    };
  }
}

function presentLevel(level: LimitLevel | undefined) {
  if (!level) return null;
  const { limit, used, remaining, resetMs } = level;
  return { limit, used, remaining, reset_seconds: Math.ceil(resetMs / 1000) };
}
