import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import 'reflect-metadata';
import { AppModule, type AppParts } from './app.module.js';
import { jsonBody } from './http/json-body.js';

export interface ApplicationParts extends AppParts {
  /** Largest request body. */
  readonly maxBodyBytes: number;
}

/** The HTTP application, not listening yet. */
export async function createApplication({ maxBodyBytes, ...parts }: ApplicationParts): Promise<NestExpressApplication> {
  const application = await NestFactory.create<NestExpressApplication>(AppModule.with(parts), {
    logger: ['error', 'warn'],
    bodyParser: false,
    abortOnError: false,
  });
  application.use(...jsonBody(maxBodyBytes));
  application.disable('x-powered-by');
  application.enableShutdownHooks();
  return application;
}
