import { Controller, Get, Param } from '@nestjs/common';
import { ModelHost } from '../model/model-host.js';

interface ModelEntry {
  readonly id: string;
  readonly object: 'model';
  /** Unix seconds of when the model was loaded. */
  readonly created: number;
  readonly owned_by: 'leeward';
}

/** The models that a request may name. */
@Controller('v1/models')
export class ModelsController {
  constructor(private readonly host: ModelHost) {}

  @Get()
  list(): { object: 'list'; data: ModelEntry[] } {
    return { object: 'list', data: [this.entry()] };
  }

  /** @throws OpenAiError 404 that lists the models */
  @Get(':id')
  one(@Param('id') id: string): ModelEntry {
    this.host.select(id);
    return this.entry();
  }

  private entry(): ModelEntry {
    const { engine, loadedAt } = this.host.require();
    return { id: engine.model.id, object: 'model', created: Math.floor(loadedAt / 1000), owned_by: 'leeward' };
  }
}
