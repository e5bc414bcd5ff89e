import 'reflect-metadata';

import { ChatMixtral, type Engine } from '@leeward/mixtral-llm';
import { MixtralModule } from '@leeward/mixtral-llm/nest';
import { type DynamicModule, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** A service as any other; Nest gives it the model. */
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
   * Here the engine is there already, since all examples share one. An application has it loaded at the start, and closed at its
   * end, with `MixtralModule.forRoot({ load: { model: 'mixtral-8x7b-instruct' } })`.
   */
  static over(engine: Engine): DynamicModule {
    return {
      module: GreetingModule,
      imports: [MixtralModule.forRoot({ engine, chat: { temperature: 0, maxTokens: 40 } })],
    };
  }
}

/** A Nest application in which a service has `ChatMixtral` injected. */
export async function nest(engine: Engine, name = 'Ada'): Promise<string> {
  const application = await NestFactory.createApplicationContext(GreetingModule.over(engine), { logger: ['error'] });
  try {
    return await application.get(GreetingService).greet(name);
  } finally {
    await application.close();
  }
}
