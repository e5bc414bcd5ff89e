import { ConfigurableModuleBuilder, type DynamicModule, Module } from '@nestjs/common';

import { createModerator, type CreateModeratorOptions } from '../moderator/create-moderator.js';
import { Moderator } from '../moderator/moderator.js';
import { ModerationInterceptor } from './moderation.interceptor.js';

/** A moderator, or the options to create one. */
export interface ModerationModuleOptions extends CreateModeratorOptions {
  /** Default: one that is created with the other options. */
  readonly moderator?: Moderator | undefined;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<ModerationModuleOptions>()
  .setClassMethodName('forRoot')
  .setExtras({ isGlobal: true }, (definition: DynamicModule, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();

/**
 * Provides one `Moderator` for injection, and the interceptor behind `@Moderated()`. Import it with `forRoot(options)` or
 * `forRootAsync({ useFactory, inject, imports })`. It is global unless `isGlobal` is false.
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
