import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';

import { moderatedMetadata, type ModeratedOptions } from './moderated-options.js';
import { ModerationInterceptor } from './moderation.interceptor.js';

/**
 * Puts a controller or a route behind the moderator of `ModerationModule`: what the caller sends is judged, and redacted,
 * before pipes and handler see it; the answer before it is sent, a streamed one piece by piece.
 */
export function Moderated(options: ModeratedOptions = {}): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(moderatedMetadata, options), UseInterceptors(ModerationInterceptor));
}
