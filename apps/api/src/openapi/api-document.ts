import { type INestApplication } from '@nestjs/common';
import { type ModulesContainer } from '@nestjs/core';
import { type OpenAPIObject } from '@nestjs/swagger';
import { createDocument, type ServerFacts } from './create-document.js';

/** The document of an application, which is created when it is first asked for. */
export class ApiDocument {
  readonly #modules: ModulesContainer;
  readonly #facts: ServerFacts;
  #application: INestApplication | undefined;
  #document: Promise<OpenAPIObject> | undefined;

  constructor(modules: ModulesContainer, facts: ServerFacts) {
    this.#modules = modules;
    this.#facts = facts;
  }

  /** Sets the application that is described. */
  describe(application: INestApplication): void {
    this.#application = application;
  }

  find(): Promise<OpenAPIObject> {
    if (!this.#application) throw new Error('The document has no application: call describe() before it listens.');
    this.#document ??= createDocument(this.#application, this.#modules, this.#facts);
    return this.#document;
  }
}
