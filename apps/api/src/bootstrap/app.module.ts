import { AgentsModule } from '@leeward/agents/nest';
import { type ExampleReport, type ModerationPolicy } from '@leeward/moderation';
import { type DynamicModule, Module, StandardSchemaValidationPipe } from '@nestjs/common';
import {
  APP_FILTER,
  APP_GUARD,
  APP_INTERCEPTOR,
  APP_PIPE,
  HttpAdapterHost,
  ModulesContainer,
  Reflector,
} from '@nestjs/core';
import { AccessGuard, type KeyFinder } from '../access/access.guard.js';
import { type Moderators } from '../access/moderators.js';
import { createAgentsOptions, type ServerAgents } from '../agents/index.js';
import { ChatCompletionsController } from '../completions/chat/chat-completions.controller.js';
import { CompletionsService } from '../completions/completions.service.js';
import { RenderController } from '../completions/chat/render.controller.js';
import { EmbeddingsController } from '../embeddings/embeddings.controller.js';
import { ModeratedEmbeddingsService } from '../embeddings/moderated-embeddings.service.js';
import { IgnoredFields } from '../compatibility/ignored-fields.js';
import { ToleranceInterceptor } from '../compatibility/tolerance.interceptor.js';
import { type Truncation } from '../compatibility/truncation.js';
import { ChatSettings } from '../completions/chat/chat-settings.js';
import { AuditHealth } from '../health/audit-health.js';
import { GuardHealth } from '../health/guard-health.js';
import { HealthController } from '../health/health.controller.js';
import { ApiDocument, DocsPageController, OpenApiController } from '../openapi/index.js';
import { ConnectionDrain } from './shutdown/connection-drain.js';
import { JsonBodyInterceptor } from '../http/body/json-body.js';
import { OpenAiErrorFilter } from '../errors/openai-error.filter.js';
import { ShutdownTask } from './shutdown/shutdown-task.js';
import { type SchemaIssue, toValidationError } from '../errors/validation-error.js';
import { ConversationsController, ConversationsService } from '../conversations/index.js';
import { CountTokensService, MessagesController, MessagesService } from '../messages/index.js';
import { type HttpTimeouts, TimeLimitInterceptor } from '../protection/index.js';
import { EmbeddingHost } from '../model/embedding-host.js';
import { ModelAliases } from '../model/model-aliases.js';
import { ModelHost } from '../model/model-host.js';
import { ModelsController } from '../models/models.controller.js';
import { KeyBudgets } from '../limits/index.js';
import { type LearnedGuard } from '../moderation/learned-guard.js';
import { ModerationsController } from '../moderations/moderations.controller.js';
import {
  BackgroundResponses,
  ResponseRecordsService,
  ResponsesController,
  ResponsesService,
  TurnFactory,
  TurnKeeper,
} from '../responses/index.js';
import { maximumMessages } from '../completions/chat/schema/chat-message.schema.js';
import { type Storage, StorageHost } from '../storage/index.js';
import { ExampleReports } from '../policy/example-reports.js';
import { PolicyController } from '../policy/policy.controller.js';
import { TokensController } from '../tokens/tokens.controller.js';
import { TokensService } from '../tokens/tokens.service.js';
import {
  metricsAccessToken,
  MetricsController,
  metricsToken,
  TokenMetricsController,
} from '../telemetry/metrics/metrics.controller.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { UsageController } from '../usage/usage.controller.js';
import { TextCompletionsController } from '../completions/text/text-completions.controller.js';

/** The dependencies of the application, which its caller creates. */
export interface AppDependencies {
  readonly host: ModelHost;
  /** Default: none is configured. */
  readonly embeddings?: EmbeddingHost | undefined;
  readonly moderators: Moderators;
  /** The limit for a request body, in bytes. */
  readonly maxBodyBytes: number;
  /** Counts what keys have used. Default: this application counts for itself. */
  readonly budgets?: KeyBudgets | undefined;
  /** Default: requests need no key. */
  readonly keys?: KeyFinder | undefined;
  /** Finds the reason why decisions cannot be recorded now. Default: there is never one. */
  readonly findAuditFailure?: (() => Error | undefined) | undefined;
  /** The learned guard, for the readiness. Default: there is none. */
  readonly learnedGuard?: LearnedGuard | undefined;
  /** Finds out how well the categories of a policy were learned from its examples. Default: none is. */
  readonly findExampleReports?: ((policy: ModerationPolicy) => readonly ExampleReport[] | undefined) | undefined;
  /** Whether `POST /v1/chat/render` exists. Default false. */
  readonly showsPrompts?: boolean | undefined;
  /** Whether fields that would be ignored are refused. Default false. */
  readonly isStrict?: boolean | undefined;
  /** Whether histories are repaired where a request does not say so. Default false. */
  readonly repairsHistory?: boolean | undefined;
  /** Whether long conversations lose their oldest turns where a request does not say so. Default `disabled`. */
  readonly truncation?: Truncation | undefined;
  /** The origins whose pages may call the API, or `*` for all. Default: none. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** The names of hosts for which requests are answered, besides loopback names and addresses; `*` for all. Default: none. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Default: `defaultHttpTimeouts`. */
  readonly httpTimeouts?: HttpTimeouts | undefined;
  /** Seconds that a request may take. Default 600. */
  readonly requestTimeout?: number | undefined;
  /** Seconds that a response in the background may take. Default 3600. */
  readonly backgroundTimeout?: number | undefined;
  /** Other names of models, with the ids that they stand for. Default: none. */
  readonly modelAliases?: Readonly<Record<string, string>> | undefined;
  /** Tells operators about the requests. Default: only warnings and errors are logged. */
  readonly telemetry?: Telemetry | undefined;
  /** The token of `GET /metrics`. Default: the figures are for callers with access to the API. */
  readonly metricsToken?: string | undefined;
  /** Keeps responses and conversations. Its caller closes it. Default: none are kept. */
  readonly storage?: Storage | undefined;
  /** The agents that are served. Its caller closes it. Default: there are none, and no routes of agents. */
  readonly agents?: ServerAgents | undefined;
  /** Called when the application has stopped. */
  readonly onShutdown?: (() => Promise<void>) | undefined;
}

/** Connects the controllers, services, guards and filters of the HTTP API. */
@Module({})
export class AppModule {
  static with({
    host,
    embeddings = new EmbeddingHost(false),
    moderators,
    maxBodyBytes,
    keys,
    findAuditFailure = () => undefined,
    learnedGuard,
    findExampleReports,
    showsPrompts = false,
    isStrict = false,
    repairsHistory = false,
    truncation,
    modelAliases,
    requestTimeout = 600,
    backgroundTimeout = 3600,
    telemetry = Telemetry.quiet(),
    metricsToken: accessToken,
    storage,
    agents,
    budgets = new KeyBudgets(),
    onShutdown = async () => undefined,
  }: AppDependencies): DynamicModule {
    const metricsController = accessToken === undefined ? MetricsController : TokenMetricsController;
    return {
      module: AppModule,
      imports: agents ? [AgentsModule.forRoot(createAgentsOptions({ agents, moderators, telemetry }))] : [],
      controllers: [
        ChatCompletionsController,
        TextCompletionsController,
        MessagesController,
        ResponsesController,
        ConversationsController,
        EmbeddingsController,
        ...(showsPrompts ? [RenderController] : []),
        ModerationsController,
        TokensController,
        PolicyController,
        ModelsController,
        UsageController,
        HealthController,
        OpenApiController,
        DocsPageController,
        ...(telemetry.metrics === undefined ? [] : [metricsController]),
      ],
      providers: [
        { provide: ModelHost, useValue: host },
        { provide: EmbeddingHost, useValue: embeddings },
        { provide: Telemetry, useValue: telemetry },
        { provide: metricsToken, useValue: telemetry.metrics },
        { provide: metricsAccessToken, useValue: accessToken },
        { provide: ModelAliases, useValue: new ModelAliases(modelAliases) },
        { provide: IgnoredFields, useValue: new IgnoredFields(isStrict) },
        { provide: ChatSettings, useValue: new ChatSettings(repairsHistory, truncation) },
        { provide: AuditHealth, useValue: new AuditHealth(moderators, findAuditFailure) },
        { provide: GuardHealth, useValue: new GuardHealth(learnedGuard) },
        { provide: ExampleReports, useValue: new ExampleReports(findExampleReports) },
        { provide: ShutdownTask, useValue: new ShutdownTask(onShutdown) },
        {
          provide: ApiDocument,
          useFactory: (modules: ModulesContainer) =>
            new ApiDocument(modules, { hasKeys: keys !== undefined, isStrict }),
          inject: [ModulesContainer],
        },
        CompletionsService,
        MessagesService,
        CountTokensService,
        {
          provide: StorageHost,
          useValue: new StorageHost(storage, { items: maximumMessages, bytes: maxBodyBytes }),
        },
        TurnFactory,
        TurnKeeper,
        {
          provide: BackgroundResponses,
          useFactory: (storages: StorageHost, keeper: TurnKeeper) =>
            new BackgroundResponses(storages, keeper, backgroundTimeout),
          inject: [StorageHost, TurnKeeper],
        },
        ResponsesService,
        ResponseRecordsService,
        ConversationsService,
        ModeratedEmbeddingsService,
        TokensService,
        {
          provide: ConnectionDrain,
          useFactory: (adapter: HttpAdapterHost) => new ConnectionDrain(adapter),
          inject: [HttpAdapterHost],
        },
        {
          provide: APP_GUARD,
          useFactory: (reflector: Reflector) => new AccessGuard(reflector, moderators, keys, budgets),
          inject: [Reflector],
        },
        { provide: APP_INTERCEPTOR, useValue: new TimeLimitInterceptor(requestTimeout) },
        { provide: APP_INTERCEPTOR, useValue: new JsonBodyInterceptor(maxBodyBytes) },
        {
          provide: APP_INTERCEPTOR,
          useFactory: (reflector: Reflector) => new ToleranceInterceptor(reflector, isStrict),
          inject: [Reflector],
        },
        { provide: APP_FILTER, useClass: OpenAiErrorFilter },
        {
          provide: APP_PIPE,
          useValue: new StandardSchemaValidationPipe({
            exceptionFactory: (issues) => toValidationError(issues as readonly SchemaIssue[]),
          }),
        },
      ],
    };
  }
}
