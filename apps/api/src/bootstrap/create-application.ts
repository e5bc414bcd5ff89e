import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import 'reflect-metadata';
import { AppModule, type AppDependencies } from './app.module.js';

/** Creates the HTTP application. It does not listen yet. */
export async function createApplication(dependencies: AppDependencies): Promise<NestExpressApplication> {
  const application = await NestFactory.create<NestExpressApplication>(AppModule.with(dependencies), {
    logger: ['error', 'warn'],
    bodyParser: false,
    abortOnError: false,
  });
  application.disable('x-powered-by');
  application.enableShutdownHooks();
  return application;
}
