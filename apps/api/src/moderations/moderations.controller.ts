import { OrderedChecks } from '@leeward/moderation';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ToleratesFields } from '../compatibility/tolerance.interceptor.js';
import { type Caller, CallerParameter } from '../http/caller.js';
import { fromRefusal } from '../moderation/from-refusal.js';
import { toPolicyLabel } from '../moderation/policy-label.js';
import { DescribeRoute } from '../openapi/index.js';
import { moderationsRoute } from './moderations.route.js';
import { type ModerationsRequest, moderationsSchema } from './moderations.schema.js';
import { presentModeration } from './present-moderation.js';

/** `POST /v1/moderations`: moderates texts as the input of a request, without a model. */
@ToleratesFields('moderations')
@Controller('v1/moderations')
export class ModerationsController {
  /** @throws OpenAiError as `fromRefusal`, when a text could not be moderated */
  @DescribeRoute(moderationsRoute)
  @Post()
  @HttpCode(200)
  async create(
    @Body({ schema: moderationsSchema }) { input }: ModerationsRequest,
    @CallerParameter() { moderator, signal: callerSignal, createAnswerId }: Caller,
  ) {
    const id = createAnswerId('modr');
    const texts = typeof input === 'string' ? [input] : input;
    const checks = new OrderedChecks(callerSignal);
    const moderate = async (text: string, index: number, signal: AbortSignal) => {
      const path = typeof input === 'string' ? 'input' : `input[${index}]`;
      const verdict = await moderator.moderate({ stage: 'input', role: 'user', text, path, requestId: id }, { signal });
      callerSignal.throwIfAborted();
      if (verdict.outcome === 'error') throw fromRefusal(moderator.policy, verdict);
      return presentModeration(verdict);
    };
    const results = await Promise.all(
      texts.map((text, index) => checks.run((signal) => moderate(text, index, signal))),
    );
    return { id, model: toPolicyLabel(moderator.policy), results };
  }
}
