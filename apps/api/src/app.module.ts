import { Moderator } from '@leeward/moderation';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE, HttpAdapterHost } from '@nestjs/core';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { ChatCompletionsController } from './chat/chat-completions.controller.js';
import { ModeratedChatService } from './chat/moderated-chat.service.js';
import { RenderController } from './chat/render.controller.js';
import { HealthController } from './health/health.controller.js';
import { ConnectionDrain } from './http/connection-drain.js';
import { OpenAiErrorFilter } from './http/openai-error.filter.js';
import { type SchemaIssue, validationError } from './http/validation-error.js';
import { ModelHost } from './model/model-host.js';
import { ModelsController } from './models/models.controller.js';
import { ModerationsController } from './moderations/moderations.controller.js';

/** Everything behind HTTP. The model and the moderator are made outside and given in. */
@Module({})
export class AppModule {
  /** @param showsPrompts whether `POST /v1/chat/render` is there */
  static with(host: ModelHost, moderator: Moderator, showsPrompts: boolean): DynamicModule {
    return {
      module: AppModule,
      controllers: [
        ChatCompletionsController,
        ...(showsPrompts ? [RenderController] : []),
        ModerationsController,
        ModelsController,
        HealthController,
      ],
      providers: [
        { provide: ModelHost, useValue: host },
        { provide: Moderator, useValue: moderator },
        ModeratedChatService,
        { provide: ConnectionDrain, useFactory: (adapter: HttpAdapterHost) => new ConnectionDrain(adapter), inject: [HttpAdapterHost] },
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
