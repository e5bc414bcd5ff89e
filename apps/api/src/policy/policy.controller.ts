import { Controller, Get } from '@nestjs/common';
import { type Caller, CallerParameter } from '../http/caller.js';
import { DescribeRoute } from '../openapi/index.js';
import { policyRoute } from './policy.route.js';
import { ExampleReports } from './example-reports.js';
import { type PresentedPolicy, presentPolicy } from './present-policy.js';

/** `GET /v1/policy`: describes the policy of the caller. */
@Controller('v1/policy')
export class PolicyController {
  readonly #reports: ExampleReports;

  constructor(reports: ExampleReports) {
    this.#reports = reports;
  }

  @DescribeRoute(policyRoute)
  @Get()
  find(@CallerParameter() { moderator }: Caller): PresentedPolicy {
    return presentPolicy(moderator, this.#reports.find(moderator.policy));
  }
}
