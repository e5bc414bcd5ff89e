export { conversationHeaders } from './answer-headers.js';
export { ApiDocument } from './api-document.js';
export { DocsPageController } from './docs-page.controller.js';
export { conversationErrors, generationErrors, modelErrors, moderationErrors } from './error-answers.js';
export { OpenApiController } from './openapi.controller.js';
export { type AnswerDescription, DescribeRoute, describeRoutes, type RouteDescription } from './route-description.js';
