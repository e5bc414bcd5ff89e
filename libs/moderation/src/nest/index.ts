export { ContentRefusedException } from './content-refused.exception.js';
export { Moderated } from './moderated.decorator.js';
export { type ModeratedOptions } from './moderated-options.js';
export { ModerationInterceptor } from './moderation.interceptor.js';
export { ModerationModule, type ModerationModuleOptions } from './moderation.module.js';
