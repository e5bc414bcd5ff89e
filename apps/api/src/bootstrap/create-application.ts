import { ConsoleLogger } from '@nestjs/common';
import { NestApplication, NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import 'reflect-metadata';
import { AppModule, type AppDependencies } from './app.module.js';

/** Writes log lines as Nest does, except for an address that is taken: `listen` reports it, with the setting to change. */
class ApplicationLogger extends ConsoleLogger {
  override error(message: unknown, ...details: unknown[]): void {
    if (details.at(-1) === NestApplication.name && `${message}`.startsWith('Error: listen ')) return;
    super.error(message, ...details);
  }
}

/** Creates the HTTP application. It does not listen yet. */
export async function createApplication(dependencies: AppDependencies): Promise<NestExpressApplication> {
  const application = await NestFactory.create<NestExpressApplication>(AppModule.with(dependencies), {
    logger: new ApplicationLogger({ logLevels: ['error', 'warn'] }),
    bodyParser: false,
    abortOnError: false,
  });
  application.disable('x-powered-by');
  application.enableShutdownHooks();
  return application;
}
