import { type DynamicModule, Module } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { AgentsModeration } from './agents-moderation.js';
import { ApprovalsController } from './approvals/index.js';
import { agentsOptions, type AgentsModuleOptions } from './agents-options.js';
import { AgentsServer } from './agents-server.js';
import {
  AgentsRoutesController,
  AssistantsController,
  MetaController,
  RunsController,
  StatelessRunsController,
  StoreController,
  ThreadsController,
  ThreadStatesController,
} from './controllers/index.js';
import { RunAnswers } from './run-answers.js';
import { ProtocolCommands, ProtocolController } from './v2/index.js';

/** The controllers of the module. Those with fixed paths come before those with parameters. */
export const agentsControllers = [
  MetaController,
  AssistantsController,
  StoreController,
  StatelessRunsController,
  RunsController,
  ThreadStatesController,
  ThreadsController,
  ApprovalsController,
  AgentsRoutesController,
  ProtocolController,
];

/** The options of a module that are found when the application starts. */
export interface AgentsModuleAsyncOptions {
  readonly inject?: readonly unknown[] | undefined;
  readonly imports?: DynamicModule['imports'];
  readonly useFactory: (...dependencies: never[]) => AgentsModuleOptions | Promise<AgentsModuleOptions>;
  /** The path under which all routes are. Default: the root. */
  readonly path?: string | undefined;
}

/**
 * Serves agents over LangGraph's protocol. Import it with `forRoot(options)` or `forRootAsync({ useFactory, inject, imports })`.
 *
 * @example
 * AgentsModule.forRoot({ agents: { support: createAgent({ model, tools }) }, storage, moderator })
 */
@Module({})
export class AgentsModule {
  static forRoot(options: AgentsModuleOptions): DynamicModule {
    return createModule({ useFactory: () => options, path: options.path });
  }

  static forRootAsync(options: AgentsModuleAsyncOptions): DynamicModule {
    return createModule(options);
  }
}

function createModule({ useFactory, inject = [], imports = [], path }: AgentsModuleAsyncOptions): DynamicModule {
  return {
    module: AgentsModule,
    imports: [...imports, ...(path === undefined ? [] : [RouterModule.register([{ path, module: AgentsModule }])])],
    controllers: agentsControllers,
    providers: [
      { provide: agentsOptions, inject: [...inject] as never[], useFactory },
      AgentsServer,
      AgentsModeration,
      RunAnswers,
      ProtocolCommands,
    ],
    exports: [AgentsServer],
  };
}
