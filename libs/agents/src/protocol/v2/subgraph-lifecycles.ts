import { createLifecycleTransformer } from '@langchain/langgraph';
import { type NewProtocolEvent } from './protocol-event.js';

/** Gives the events of subgraphs that begin and end, which LangGraph reads out of the other events of their run. */
export class SubgraphLifecycles {
  readonly #transformer = createLifecycleTransformer({ emitRootOnRegister: false });
  #found: NewProtocolEvent[] = [];

  constructor() {
    this.#transformer.init();
    this.#transformer.onRegister?.({
      push: (namespace, { params }) =>
        this.#found.push({ method: 'lifecycle', namespace, data: params.data as NewProtocolEvent['data'] }),
    });
  }

  /** Takes an event of the run. @returns the events to send before it */
  push({ method, namespace, node, data }: NewProtocolEvent): readonly NewProtocolEvent[] {
    const isQuestion = method === 'input.requested';
    this.#transformer.process({
      type: 'event',
      seq: 0,
      method: isQuestion ? 'input' : method,
      params: {
        namespace: [...namespace],
        timestamp: 0,
        node,
        data: isQuestion ? { event: 'requested', id: (data as { readonly interrupt_id: string }).interrupt_id } : data,
      },
    } as never);
    return this.#take();
  }

  /** Ends all subgraphs that are under way. @param error the message of the error with which the run ended */
  end(error?: string): readonly NewProtocolEvent[] {
    if (error === undefined) void this.#transformer.finalize?.();
    else this.#transformer.fail?.(error);
    return this.#take();
  }

  #take(): readonly NewProtocolEvent[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }
}
