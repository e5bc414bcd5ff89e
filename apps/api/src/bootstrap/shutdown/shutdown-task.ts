import { type OnApplicationShutdown } from '@nestjs/common';

/** Runs a task once the application has stopped listening and every answer has ended. */
export class ShutdownTask implements OnApplicationShutdown {
  readonly #task: () => Promise<void>;

  constructor(task: () => Promise<void>) {
    this.#task = task;
  }

  onApplicationShutdown(): Promise<void> {
    return this.#task();
  }
}
