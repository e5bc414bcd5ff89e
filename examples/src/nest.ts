import 'reflect-metadata';

import { ChatMixtral, type Engine } from '@leeward/mixtral-llm';
import { MixtralModule } from '@leeward/mixtral-llm/nest';
import { type DynamicModule, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** Greets with the model that Nest injects. */
@Injectable()
class GreetingService {
  readonly #model: ChatMixtral;

  constructor(model: ChatMixtral) {
    this.#model = model;
  }

  async greet(name: string): Promise<string> {
    return (await this.#model.invoke(`Write one friendly sentence to greet ${name}.`)).text;
  }
}

@Module({ providers: [GreetingService], exports: [GreetingService] })
class GreetingModule {
  /**
   * Uses a loaded engine, since all examples share one. An application calls
   * `MixtralModule.forRoot({ load: { model: 'mixtral-8x7b-instruct' } })`, which loads the engine at the start and closes it at
   * the end.
   */
  static forEngine(engine: Engine): DynamicModule {
    return {
      module: GreetingModule,
      imports: [MixtralModule.forRoot({ engine, chat: { temperature: 0, maxTokens: 40 } })],
    };
  }
}

/** Runs a Nest application that injects `ChatMixtral` into a service. */
export async function nest(engine: Engine, name = 'Ada'): Promise<string> {
  const application = await NestFactory.createApplicationContext(GreetingModule.forEngine(engine), {
    logger: ['error'],
  });
  try {
    return await application.get(GreetingService).greet(name);
  } finally {
    await application.close();
  }
}
