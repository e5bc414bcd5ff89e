export { ConversationsController } from './conversations.controller.js';
export { ConversationsService } from './conversations.service.js';
