import { randomUUID } from 'node:crypto';

import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { CallbackManager } from '@langchain/core/callbacks/manager';

/** LangChain's own tracers, by their names: a setting of the environment, or `verbose`, puts them into every run. */
const tracers: ReadonlySet<string> = new Set(['langchain_tracer', 'console_callback_handler']);

interface Run {
  getChild: (tag?: string) => CallbackManager;
}

/**
 * Stands where LangChain looks for its tracer. Asked for the run as it keeps it in asynchronous storage, it gives one that is not
 * traced; where nobody can be asked, the storage is emptied, and with it goes that nothing is to be traced.
 */
class NoTracer extends BaseCallbackHandler {
  override name = 'langchain_tracer';

  constructor(readonly getRunTreeWithTracingConfig: () => unknown) {
    super();
  }
}

/**
 * Callbacks of a run whose texts were not judged yet: no tracer can be put among them, in the run or in those that it begins. The
 * moderated run around it is traced, with what was approved.
 */
export class TracelessCallbacks extends CallbackManager {
  /** @param untracedRun makes what LangChain keeps of a run that is not traced */
  static around(untracedRun: () => unknown): TracelessCallbacks {
    // LangChain asks for a run only below another one.
    const callbacks = new TracelessCallbacks(randomUUID());
    callbacks.addHandler(new NoTracer(untracedRun));
    return callbacks;
  }

  override addHandler(handler: BaseCallbackHandler, inherit = true): void {
    if (handler instanceof NoTracer || !tracers.has(handler.name)) super.addHandler(handler, inherit);
  }

  override removeHandler(handler: BaseCallbackHandler): void {
    if (!(handler instanceof NoTracer)) super.removeHandler(handler);
  }

  override copy(additional?: BaseCallbackHandler[], inherit?: boolean): TracelessCallbacks {
    return tracelessOf(super.copy(additional, inherit));
  }

  override async handleChainStart(
    ...given: Parameters<CallbackManager['handleChainStart']>
  ): ReturnType<CallbackManager['handleChainStart']> {
    return withTracelessChildren(await super.handleChainStart(...given));
  }

  override async handleToolStart(
    ...given: Parameters<CallbackManager['handleToolStart']>
  ): ReturnType<CallbackManager['handleToolStart']> {
    return withTracelessChildren(await super.handleToolStart(...given));
  }

  override async handleRetrieverStart(
    ...given: Parameters<CallbackManager['handleRetrieverStart']>
  ): ReturnType<CallbackManager['handleRetrieverStart']> {
    return withTracelessChildren(await super.handleRetrieverStart(...given));
  }
}

function withTracelessChildren<OneRun extends Run>(run: OneRun): OneRun {
  const getChild = run.getChild.bind(run);
  run.getChild = (tag) => tracelessOf(getChild(tag));
  return run;
}

function tracelessOf(manager: CallbackManager): TracelessCallbacks {
  const traceless = new TracelessCallbacks(manager.getParentRunId());
  for (const handler of manager.handlers) traceless.addHandler(handler, manager.inheritableHandlers.includes(handler));
  for (const tag of manager.tags) traceless.addTags([tag], manager.inheritableTags.includes(tag));
  for (const [name, value] of Object.entries(manager.metadata))
    traceless.addMetadata({ [name]: value }, name in manager.inheritableMetadata);
  return traceless;
}
