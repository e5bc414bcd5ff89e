import { ConfigurableModuleBuilder, type DynamicModule, Module } from '@nestjs/common';
import { ChatMixtral } from '../chat/chat-mixtral.js';
import { Mixtral } from '../completion/mixtral.js';
import { EngineHost } from './engine-host.js';
import { engineToken } from './inject-engine.decorator.js';
import { type MixtralModuleOptions } from './mixtral-module-options.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<MixtralModuleOptions>()
  .setClassMethodName('forRoot')
  .setExtras({ isGlobal: true }, (definition: DynamicModule, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();

/**
 * Provides `ChatMixtral`, `Mixtral` and their engine (`@InjectEngine()`) for injection. Loads the engine when the application starts,
 * and closes it at shutdown. Import it with `forRoot(options)` or `forRootAsync({ useFactory, inject, imports })`; it is global unless
 * `isGlobal` is false. A model that cannot be loaded stops the start with the error of `loadEngine`. To shut down at a signal, Nest
 * needs `application.enableShutdownHooks()`.
 *
 * @example
 * @Module({ imports: [MixtralModule.forRoot({ load: { model: 'mixtral-8x7b-instruct' }, chat: { temperature: 0 } })] })
 * class AppModule {}
 */
@Module({
  providers: [
    {
      provide: EngineHost,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: MixtralModuleOptions) => EngineHost.start(options),
    },
    { provide: engineToken, inject: [EngineHost], useFactory: (host: EngineHost) => host.engine },
    {
      provide: ChatMixtral,
      inject: [EngineHost, MODULE_OPTIONS_TOKEN],
      useFactory: (host: EngineHost, { chat }: MixtralModuleOptions) =>
        host.createModel((engine) => new ChatMixtral({ ...chat, engine })),
    },
    {
      provide: Mixtral,
      inject: [EngineHost, MODULE_OPTIONS_TOKEN],
      useFactory: (host: EngineHost, { completion }: MixtralModuleOptions) =>
        host.createModel((engine) => new Mixtral({ ...completion, engine })),
    },
  ],
  exports: [engineToken, ChatMixtral, Mixtral],
})
export class MixtralModule extends ConfigurableModuleClass {}
