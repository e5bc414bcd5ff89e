import { Controller, Get } from '@nestjs/common';
import { type Caller, CallerParameter } from '../http/caller.js';
import { ExampleReports } from './example-reports.js';
import { type PresentedPolicy, presentPolicy } from './present-policy.js';

/** `GET /v1/policy`: describes the policy of the caller. */
@Controller('v1/policy')
export class PolicyController {
  readonly #reports: ExampleReports;

  constructor(reports: ExampleReports) {
    this.#reports = reports;
  }

  @Get()
  find(@CallerParameter() { moderator }: Caller): PresentedPolicy {
    return presentPolicy(moderator, this.#reports.find(moderator.policy));
  }
}
