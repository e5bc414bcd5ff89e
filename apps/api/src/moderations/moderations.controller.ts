import { randomUUID } from 'node:crypto';
import { Moderator } from '@leeward/moderation';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import pLimit from 'p-limit';
import { checksAtOnce } from '../moderation/input-approval.js';
import { moderationError } from '../moderation/moderation-error.js';
import { type ModerationsRequest, moderationsSchema } from './moderations.schema.js';
import { presentModeration } from './present-moderation.js';

/** `POST /v1/moderations`: the moderation stage alone, as it judges input. */
@Controller('v1/moderations')
export class ModerationsController {
  constructor(private readonly moderator: Moderator) {}

  /** @throws OpenAiError 503 when a text could not be checked */
  @Post()
  @HttpCode(200)
  async create(@Body({ schema: moderationsSchema }) { input }: ModerationsRequest) {
    const id = `modr-${randomUUID()}`;
    const texts = typeof input === 'string' ? [input] : input;
    const limit = pLimit(checksAtOnce);
    const results = await limit.map(texts, async (text, index) => {
      const path = typeof input === 'string' ? 'input' : `input[${index}]`;
      const verdict = await this.moderator.moderate({ stage: 'input', role: 'user', text, path, requestId: id });
      if (verdict.outcome === 'error') throw moderationError(this.moderator.policy, verdict);
      return presentModeration(verdict);
    });
    const { name, version } = this.moderator.policy;
    return { id, model: `leeward-${name}-${version}`, results };
  }
}
