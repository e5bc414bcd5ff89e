import { type Server } from 'node:http';
import { type BeforeApplicationShutdown } from '@nestjs/common';
import { type HttpAdapterHost } from '@nestjs/core';

/** Milliseconds that answers get to end once the application shuts down. */
const grace = 10_000;

/** Closes the connections that are still open some time after a shutdown has begun: no client may keep a process alive. */
export class ConnectionDrain implements BeforeApplicationShutdown {
  readonly #adapter: HttpAdapterHost;

  constructor(adapter: HttpAdapterHost) {
    this.#adapter = adapter;
  }

  beforeApplicationShutdown(): void {
    const server = this.#adapter.httpAdapter.getHttpServer() as Server;
    setTimeout(() => server.closeAllConnections(), grace).unref();
  }
}
