import { type Moderator } from '@leeward/moderation';
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import 'reflect-metadata';
import { AppModule } from './app.module.js';
import { jsonBody } from './http/json-body.js';
import { type ModelHost } from './model/model-host.js';

export interface ApplicationParts {
  readonly host: ModelHost;
  readonly moderator: Moderator;
  /** Largest request body. */
  readonly maxBodyBytes: number;
  /** Whether `POST /v1/chat/render` shows prompts. Default false. */
  readonly showsPrompts?: boolean | undefined;
}

/** The HTTP application, not listening yet. */
export async function createApplication({ host, moderator, maxBodyBytes, showsPrompts = false }: ApplicationParts): Promise<NestExpressApplication> {
  const application = await NestFactory.create<NestExpressApplication>(AppModule.with(host, moderator, showsPrompts), {
    logger: ['error', 'warn'],
    bodyParser: false,
    abortOnError: false,
  });
  application.use(...jsonBody(maxBodyBytes));
  application.disable('x-powered-by');
  application.enableShutdownHooks();
  return application;
}
