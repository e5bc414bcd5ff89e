import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import 'reflect-metadata';
import { speakLangGraph } from '../agents/index.js';
import { ignoredHeader } from '../compatibility/tolerance.interceptor.js';
import { repairedHeader } from '../completions/completions.service.js';
import { moderationHeader } from '../moderation/report/moderation-header.js';
import { schemaHeader, truncatedHeader } from '../completions/notes/answer-notes.js';
import { limitHeaders } from '../limits/index.js';
import { identifyRequest, requestIdHeader } from '../http/request-id.js';
import { speakAnthropic } from '../messages/index.js';
import { ApiDocument } from '../openapi/index.js';
import {
  createHostGuard,
  createSecurityHeaders,
  defaultHttpTimeouts,
  TimeLimitedExpressAdapter,
} from '../protection/index.js';
import { observeRequests } from '../telemetry/observe-requests.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { AppModule, type AppDependencies } from './app.module.js';

/** The paths of agents, whose clients read errors in LangGraph's form. */
const agentPaths = ['/assistants', '/threads', '/runs', '/store', '/ok', '/info', '/v1/agents', '/v1/approvals'];

/** The methods of the routes. Those of agents are among them. */
const corsMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

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
  ...limitHeaders,
  // Clients of LangGraph find the run of an answer and the next page by them.
  'content-location',
  'location',
  'x-pagination-total',
  'x-pagination-next',
];

/** Creates the HTTP application. It does not listen yet. */
export async function createApplication(dependencies: AppDependencies): Promise<NestExpressApplication> {
  const {
    allowedHosts = [],
    corsOrigins = [],
    httpTimeouts = defaultHttpTimeouts,
    telemetry = Telemetry.quiet(),
  } = dependencies;
  const adapter = new TimeLimitedExpressAdapter(httpTimeouts);
  const module = AppModule.with({ ...dependencies, telemetry });
  const application = await NestFactory.create<NestExpressApplication>(module, adapter, {
    logger: telemetry.logger,
    bodyParser: false,
    abortOnError: false,
  });
  application.disable('x-powered-by');
  application.use(identifyRequest);
  application.use(observeRequests(telemetry));
  application.use('/v1/messages', speakAnthropic);
  if (dependencies.agents) application.use(agentPaths, speakLangGraph);
  application.use(createSecurityHeaders(), createHostGuard(allowedHosts));
  if (corsOrigins.length > 0) {
    const origin = corsOrigins.includes('*') ? '*' : [...corsOrigins];
    application.enableCors({ origin, methods: [...corsMethods], exposedHeaders, maxAge: 600 });
  }
  application.enableShutdownHooks();
  application.get(ApiDocument).describe(application);
  return application;
}
