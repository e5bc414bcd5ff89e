import { type INestApplication } from '@nestjs/common';
import { type ModulesContainer } from '@nestjs/core';
import { type OpenAPIObject } from '@nestjs/swagger';
import { createDocument } from './create-document.js';

/** The document of an application, which is created when it is first asked for. */
export class ApiDocument {
  readonly #modules: ModulesContainer;
  readonly #hasKeys: boolean;
  #application: INestApplication | undefined;
  #document: Promise<OpenAPIObject> | undefined;

  /** @param hasKeys whether requests need a key */
  constructor(modules: ModulesContainer, hasKeys: boolean) {
    this.#modules = modules;
    this.#hasKeys = hasKeys;
  }

  /** Sets the application that is described. */
  describe(application: INestApplication): void {
    this.#application = application;
  }

  find(): Promise<OpenAPIObject> {
    if (!this.#application) throw new Error('The document has no application: call describe() before it listens.');
    this.#document ??= createDocument(this.#application, this.#modules, this.#hasKeys);
    return this.#document;
  }
}
