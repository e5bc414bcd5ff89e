import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import {
  type Runnable,
  RunnableBinding,
  RunnableMap,
  RunnableSequence,
  RunnableWithFallbacks,
} from '@langchain/core/runnables';

import { ConfigurationError } from '../../errors/moderation-errors.js';

/** What runnables hide of their parts from TypeScript. */
interface Steps {
  readonly steps: Readonly<Record<string, Runnable>>;
}

/**
 * A runnable with every chat model in it replaced: through bindings, sequences, maps and fallbacks, as `bindTools`,
 * `withRetry` and `withStructuredOutput` build them.
 * @throws {ConfigurationError} when no model is found: the result would not be moderated.
 */
export function replaceModel<Input, Output>(
  runnable: Runnable<Input, Output>,
  replace: (model: BaseChatModel) => BaseChatModel,
): Runnable<Input, Output> {
  const replaced = replaceIn(runnable as Runnable, replace);
  if (replaced === runnable) {
    throw new ConfigurationError(
      `No chat model was found in ${runnable.getName()}; wrap the model before it is put in there.`,
    );
  }
  return replaced as Runnable<Input, Output>;
}

function replaceIn(runnable: Runnable, replace: (model: BaseChatModel) => BaseChatModel): Runnable {
  if (runnable instanceof BaseChatModel || isChatModel(runnable)) return replace(runnable);
  if (RunnableBinding.isRunnableBinding(runnable)) {
    const bound = replaceIn(runnable.bound, replace);
    if (bound === runnable.bound) return runnable;
    return new RunnableBinding({
      bound,
      config: runnable.config,
      ...(runnable.kwargs === undefined ? {} : { kwargs: runnable.kwargs }),
      ...(runnable.configFactories === undefined ? {} : { configFactories: runnable.configFactories }),
    });
  }
  if (RunnableSequence.isRunnableSequence(runnable)) {
    const steps = runnable.steps.map((step) => replaceIn(step, replace));
    const [first, ...others] = steps;
    const last = others.pop();
    if (first === undefined || last === undefined || steps.every((step, index) => step === runnable.steps[index]))
      return runnable;
    return new RunnableSequence({ first, middle: others, last, name: runnable.getName() });
  }
  if (runnable instanceof RunnableMap) {
    const { steps } = runnable as unknown as Steps;
    const replaced = Object.entries(steps).map(([name, step]) => [name, replaceIn(step, replace)] as const);
    return replaced.every(([name, step]) => step === steps[name])
      ? runnable
      : RunnableMap.from(Object.fromEntries(replaced));
  }
  if (runnable instanceof RunnableWithFallbacks) {
    const first = replaceIn(runnable.runnable, replace);
    const fallbacks = runnable.fallbacks.map((fallback: Runnable) => replaceIn(fallback, replace));
    const isSame =
      first === runnable.runnable && fallbacks.every((fallback, index) => fallback === runnable.fallbacks[index]);
    return isSame ? runnable : new RunnableWithFallbacks({ runnable: first, fallbacks });
  }
  return runnable;
}

/** A chat model of another copy of LangChain. */
function isChatModel(runnable: Runnable): runnable is BaseChatModel {
  return '_streamResponseChunks' in runnable && '_generate' in runnable && typeof runnable._generate === 'function';
}
