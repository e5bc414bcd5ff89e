import { applyDecorators, Controller, UseFilters, UseGuards } from '@nestjs/common';
import { AgentsErrorFilter } from './agents-error.filter.js';
import { CallerGuard } from './caller.js';

/** Makes a controller of agents: it knows the caller, and answers errors as LangGraph's servers do. */
export const AgentsController = (path = ''): ClassDecorator =>
  applyDecorators(Controller(path), UseGuards(CallerGuard), UseFilters(AgentsErrorFilter));
