export { speakAnthropic } from './anthropic-error.js';
export { CountTokensService } from './count-tokens.service.js';
export { MessagesController } from './messages.controller.js';
export { MessagesService } from './messages.service.js';
