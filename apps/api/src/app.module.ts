import { Moderator } from '@leeward/moderation';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { ChatCompletionsController } from './chat/chat-completions.controller.js';
import { ModeratedChatService } from './chat/moderated-chat.service.js';
import { HealthController } from './health/health.controller.js';
import { OpenAiErrorFilter } from './http/openai-error.filter.js';
import { type SchemaIssue, validationError } from './http/validation-error.js';
import { ModelHost } from './model/model-host.js';
import { ModelsController } from './models/models.controller.js';
import { ModerationsController } from './moderations/moderations.controller.js';

/** Everything behind HTTP. The model and the moderator are made outside and given in. */
@Module({})
export class AppModule {
  static with(host: ModelHost, moderator: Moderator): DynamicModule {
    return {
      module: AppModule,
      controllers: [ChatCompletionsController, ModerationsController, ModelsController, HealthController],
      providers: [
        { provide: ModelHost, useValue: host },
        { provide: Moderator, useValue: moderator },
        ModeratedChatService,
        { provide: APP_FILTER, useClass: OpenAiErrorFilter },
        {
          provide: APP_PIPE,
          useValue: new StandardSchemaValidationPipe({
            exceptionFactory: (issues) => validationError(issues as readonly SchemaIssue[]),
          }),
        },
      ],
    };
  }
}
