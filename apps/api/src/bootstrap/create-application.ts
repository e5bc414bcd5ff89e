import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import 'reflect-metadata';
import { AppModule, type AppParts } from './app.module.js';

/** Creates the HTTP application. It does not listen yet. */
export async function createApplication(parts: AppParts): Promise<NestExpressApplication> {
  const application = await NestFactory.create<NestExpressApplication>(AppModule.with(parts), {
    logger: ['error', 'warn'],
    bodyParser: false,
    abortOnError: false,
  });
  application.disable('x-powered-by');
  application.enableShutdownHooks();
  return application;
}
