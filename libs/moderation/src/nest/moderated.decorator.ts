import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';

import { moderatedMetadata, type ModeratedOptions } from './moderated-options.js';
import { ModerationInterceptor } from './moderation.interceptor.js';

/**
 * Moderates a controller or a route with the moderator of `ModerationModule`: the input before pipes and the handler read it, and the
 * answer before it is sent. Streamed answers are gated piece by piece.
 * @example
 * ```ts
 * @Moderated()
 * @Post('chat')
 * chat(@Body() question: Question): Promise<Answer> {
 *   return this.chain.invoke(question);
 * }
 * ```
 */
export function Moderated(options: ModeratedOptions = {}): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(moderatedMetadata, options), UseInterceptors(ModerationInterceptor));
}
