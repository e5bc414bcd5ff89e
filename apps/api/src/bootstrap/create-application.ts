import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import 'reflect-metadata';
import { ignoredHeader } from '../compatibility/tolerance.interceptor.js';
import { repairedHeader } from '../completions/completions.service.js';
import { identifyRequest, requestIdHeader } from '../http/request-id.js';
import { observeRequests } from '../telemetry/observe-requests.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { AppModule, type AppDependencies } from './app.module.js';

/** The headers of answers that a page in a browser may read, besides those that it always may. */
const exposedHeaders = [requestIdHeader, ignoredHeader, repairedHeader, 'retry-after'];

/** Creates the HTTP application. It does not listen yet. */
export async function createApplication(dependencies: AppDependencies): Promise<NestExpressApplication> {
  const { telemetry = Telemetry.quiet() } = dependencies;
  const application = await NestFactory.create<NestExpressApplication>(AppModule.with({ ...dependencies, telemetry }), {
    logger: telemetry.logger,
    bodyParser: false,
    abortOnError: false,
  });
  application.disable('x-powered-by');
  application.use(identifyRequest);
  application.use(observeRequests(telemetry));
  const { corsOrigins = [] } = dependencies;
  if (corsOrigins.length > 0) {
    const origin = corsOrigins.includes('*') ? '*' : [...corsOrigins];
    application.enableCors({ origin, methods: ['GET', 'POST'], exposedHeaders, maxAge: 600 });
  }
  application.enableShutdownHooks();
  return application;
}
