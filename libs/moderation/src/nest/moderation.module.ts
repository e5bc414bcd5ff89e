import { ConfigurableModuleBuilder, type DynamicModule, Module } from '@nestjs/common';

import { createModerator, type CreateModeratorOptions } from '../moderator/create-moderator.js';
import { Moderator } from '../moderator/moderator.js';
import { ModerationInterceptor } from './moderation.interceptor.js';

/** A moderator that is there already, or what one is made of. */
export interface ModerationModuleOptions extends CreateModeratorOptions {
  readonly moderator?: Moderator | undefined;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<ModerationModuleOptions>()
  .setClassMethodName('forRoot')
  .setExtras({ isGlobal: true }, (definition: DynamicModule, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();

/**
 * Provides one `Moderator` for injection, and what `@Moderated()` needs. `forRoot(options)` and `forRootAsync({ useFactory,
 * inject, imports })`; global unless `isGlobal` is false.
 */
@Module({
  providers: [
    {
      provide: Moderator,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: ({ moderator, ...options }: ModerationModuleOptions) => moderator ?? createModerator(options),
    },
    ModerationInterceptor,
  ],
  exports: [Moderator, ModerationInterceptor],
})
export class ModerationModule extends ConfigurableModuleClass {}
