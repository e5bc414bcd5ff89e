import { randomUUID } from 'node:crypto';

import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { CallbackManager } from '@langchain/core/callbacks/manager';

/** The names of LangChain's own tracers, which a setting of the environment, or `verbose`, puts into every run. */
const tracers: ReadonlySet<string> = new Set(['langchain_tracer', 'console_callback_handler']);

interface RunManager {
  getChild: (tag?: string) => CallbackManager;
}

/**
 * Replaces LangChain's tracer. LangChain asks its tracer for the run to keep in asynchronous storage, and this one
 * returns a run that is not traced. Without it LangChain would clear the storage, and inner runs would be traced.
 */
class NoTracer extends BaseCallbackHandler {
  override name = 'langchain_tracer';

  constructor(readonly getRunTreeWithTracingConfig: () => unknown) {
    super();
  }
}

/**
 * Keeps tracers out of a run whose texts are not moderated yet, and out of the runs that it starts. The moderated run around it is
 * traced, with its moderated texts.
 */
export class UntracedCallbacks extends CallbackManager {
  /** @param createUntracedRun creates the value that LangChain stores for a run that is not traced */
  static create(createUntracedRun: () => unknown): UntracedCallbacks {
    // With a parent id, because LangChain asks its tracer only for runs below another run.
    const callbacks = new UntracedCallbacks(randomUUID());
    callbacks.addHandler(new NoTracer(createUntracedRun));
    return callbacks;
  }

  override addHandler(handler: BaseCallbackHandler, inherit = true): void {
    if (handler instanceof NoTracer || !tracers.has(handler.name)) super.addHandler(handler, inherit);
  }

  override removeHandler(handler: BaseCallbackHandler): void {
    if (!(handler instanceof NoTracer)) super.removeHandler(handler);
  }

  override copy(additional?: BaseCallbackHandler[], inherit?: boolean): UntracedCallbacks {
    return toUntraced(super.copy(additional, inherit));
  }

  override async handleChainStart(
    ...args: Parameters<CallbackManager['handleChainStart']>
  ): ReturnType<CallbackManager['handleChainStart']> {
    return withTracelessChildren(await super.handleChainStart(...args));
  }

  override async handleToolStart(
    ...args: Parameters<CallbackManager['handleToolStart']>
  ): ReturnType<CallbackManager['handleToolStart']> {
    return withTracelessChildren(await super.handleToolStart(...args));
  }

  override async handleRetrieverStart(
    ...args: Parameters<CallbackManager['handleRetrieverStart']>
  ): ReturnType<CallbackManager['handleRetrieverStart']> {
    return withTracelessChildren(await super.handleRetrieverStart(...args));
  }
}

function withTracelessChildren<OneRun extends RunManager>(run: OneRun): OneRun {
  const getChild = run.getChild.bind(run);
  run.getChild = (tag) => toUntraced(getChild(tag));
  return run;
}

function toUntraced(manager: CallbackManager): UntracedCallbacks {
  const traceless = new UntracedCallbacks(manager.getParentRunId());
  for (const handler of manager.handlers) traceless.addHandler(handler, manager.inheritableHandlers.includes(handler));
  for (const tag of manager.tags) traceless.addTags([tag], manager.inheritableTags.includes(tag));
  for (const [name, value] of Object.entries(manager.metadata))
    traceless.addMetadata({ [name]: value }, name in manager.inheritableMetadata);
  return traceless;
}
