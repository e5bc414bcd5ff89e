import { type BaseChatModel } from '@langchain/core/language_models/chat_models';
import {
  type Runnable,
  RunnableBinding,
  RunnableEach,
  RunnableMap,
  RunnableRetry,
  RunnableSequence,
  RunnableWithFallbacks,
} from '@langchain/core/runnables';

import { ConfigurationError } from '../../errors/moderation-errors.js';

/** Types the steps of a `RunnableMap`, which LangChain declares protected. */
interface WithSteps {
  readonly steps: Readonly<Record<string, Runnable>>;
}

/** Types the attempts of a `RunnableRetry`, which LangChain declares protected. */
interface WithAttempts {
  readonly maxAttemptNumber: number;
}

/**
 * Replaces every chat model in a runnable: in bindings, retries, lists, sequences, maps and fallbacks, as `bindTools`, `withRetry` and
 * `withStructuredOutput` build them.
 * @throws {ConfigurationError} when no model is found: the result would not be moderated.
 */
export function replaceModel<Input, Output>(
  runnable: Runnable<Input, Output>,
  replace: (model: BaseChatModel) => BaseChatModel,
): Runnable<Input, Output> {
  let isFound = false;
  const replaced = replaceIn(runnable as Runnable, (model) => {
    isFound = true;
    return replace(model);
  });
  if (!isFound) {
    throw new ConfigurationError(
      `No chat model was found in ${runnable.getName()}; wrap the model with withModeration before you build the runnable.`,
    );
  }
  return replaced as Runnable<Input, Output>;
}

function replaceIn(runnable: Runnable, replace: (model: BaseChatModel) => BaseChatModel): Runnable {
  if (isChatModel(runnable)) return replace(runnable);
  // Before the bindings: LangChain takes every runnable with the field `bound` for a binding.
  if (runnable instanceof RunnableEach) {
    const bound = replaceIn(runnable.bound as Runnable, replace);
    return bound === runnable.bound ? runnable : new RunnableEach({ bound });
  }
  if (RunnableBinding.isRunnableBinding(runnable)) {
    const bound = replaceIn(runnable.bound, replace);
    if (bound === runnable.bound) return runnable;
    const { config, kwargs, configFactories } = runnable;
    if (!(runnable instanceof RunnableRetry)) return new RunnableBinding({ bound, config, kwargs, configFactories });
    const { maxAttemptNumber } = runnable as unknown as WithAttempts;
    const { onFailedAttempt } = runnable;
    return new RunnableRetry({ bound, config, kwargs, configFactories, maxAttemptNumber, onFailedAttempt });
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
    const { steps } = runnable as unknown as WithSteps;
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

/** Checks whether a runnable is a chat model, also of another copy of LangChain. */
export function isChatModel(runnable: object): runnable is BaseChatModel {
  // Text models have the same methods, and differ by this name alone.
  return (
    '_modelType' in runnable && typeof runnable._modelType === 'function' && runnable._modelType() === 'base_chat_model'
  );
}
