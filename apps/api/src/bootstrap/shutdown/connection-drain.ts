import { type Server } from 'node:http';
import { type BeforeApplicationShutdown } from '@nestjs/common';
import { type HttpAdapterHost } from '@nestjs/core';

/** Milliseconds in which open answers may end once the application shuts down. */
const gracePeriod = 10_000;

/** Closes the connections that are still open 10 seconds after a shutdown began: no client may keep a process alive. */
export class ConnectionDrain implements BeforeApplicationShutdown {
  readonly #adapter: HttpAdapterHost;

  constructor(adapter: HttpAdapterHost) {
    this.#adapter = adapter;
  }

  beforeApplicationShutdown(): void {
    const server = this.#adapter.httpAdapter.getHttpServer() as Server;
    setTimeout(() => server.closeAllConnections(), gracePeriod).unref();
  }
}
