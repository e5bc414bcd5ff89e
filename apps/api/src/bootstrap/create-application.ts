import { ConsoleLogger } from '@nestjs/common';
import { NestApplication, NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import 'reflect-metadata';
import { ignoredHeader } from '../compatibility/tolerance.interceptor.js';
import { repairedHeader } from '../completions/completions.service.js';
import { moderationHeader } from '../moderation/report/moderation-header.js';
import { schemaHeader, truncatedHeader } from '../completions/notes/answer-notes.js';
import { identifyRequest, requestIdHeader } from '../http/request-id.js';
import { speakAnthropic } from '../messages/index.js';
import { ApiDocument } from '../openapi/index.js';
import {
  createHostGuard,
  createSecurityHeaders,
  defaultHttpTimeouts,
  TimeLimitedExpressAdapter,
} from '../protection/index.js';
import { AppModule, type AppDependencies } from './app.module.js';

/** The headers of answers that a page in a browser may read, besides those that it always may. */
const exposedHeaders = [
  requestIdHeader,
  ignoredHeader,
  repairedHeader,
  moderationHeader,
  schemaHeader,
  truncatedHeader,
  'request-id',
  'retry-after',
];

/** Writes log lines as Nest does, except for an address that is taken: `listen` reports it, with the setting to change. */
class ApplicationLogger extends ConsoleLogger {
  override error(message: unknown, ...details: unknown[]): void {
    if (details.at(-1) === NestApplication.name && `${message}`.startsWith('Error: listen ')) return;
    super.error(message, ...details);
  }
}

/** Creates the HTTP application. It does not listen yet. */
export async function createApplication(dependencies: AppDependencies): Promise<NestExpressApplication> {
  const { allowedHosts = [], corsOrigins = [], httpTimeouts = defaultHttpTimeouts } = dependencies;
  const adapter = new TimeLimitedExpressAdapter(httpTimeouts);
  const application = await NestFactory.create<NestExpressApplication>(AppModule.with(dependencies), adapter, {
    logger: new ApplicationLogger({ logLevels: ['error', 'warn'] }),
    bodyParser: false,
    abortOnError: false,
  });
  application.disable('x-powered-by');
  application.use(identifyRequest);
  application.use('/v1/messages', speakAnthropic);
  application.use(createSecurityHeaders(), createHostGuard(allowedHosts));
  if (corsOrigins.length > 0) {
    const origin = corsOrigins.includes('*') ? '*' : [...corsOrigins];
    application.enableCors({ origin, methods: ['GET', 'POST'], exposedHeaders, maxAge: 600 });
  }
  application.enableShutdownHooks();
  application.get(ApiDocument).describe(application);
  return application;
}
