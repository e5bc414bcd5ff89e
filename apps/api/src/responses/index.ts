export { BackgroundResponses } from './background/background-responses.js';
export { ResponseRecordsService } from './response-records.service.js';
export { ResponsesController } from './responses.controller.js';
export { ResponsesService } from './responses.service.js';
export { TurnFactory } from './turn-factory.js';
export { TurnKeeper } from './turn-keeper.js';
