import { type OnApplicationShutdown } from '@nestjs/common';

/** Something to be done once the application has stopped listening and every answer has ended. */
export class ShutdownTask implements OnApplicationShutdown {
  constructor(private readonly task: () => Promise<void>) {}

  onApplicationShutdown(): Promise<void> {
    return this.task();
  }
}
