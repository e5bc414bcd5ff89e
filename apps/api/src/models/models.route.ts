import { z } from 'zod';
import { modelErrors, type RouteDescription } from '../openapi/index.js';

const model = z
  .looseObject({
    id: z.string(),
    object: z.literal('model'),
    created: z.int().describe('Unix seconds of when it was loaded.'),
    owned_by: z.string(),
  })
  .meta({ id: 'Model' });

const exampleModel = { id: 'smollm2-135m-instruct', object: 'model', created: 1_760_000_000, owned_by: 'leeward' };

/** Describes `GET /v1/models`. */
export const listModelsRoute: RouteDescription = {
  id: 'listModels',
  group: 'Models',
  summary: 'List the models',
  description: 'Lists the models that a request may name. "default" always names the one that generates.',
  answer: {
    description: 'The models.',
    schema: z.looseObject({ object: z.literal('list'), data: z.array(model) }).meta({ id: 'ModelList' }),
    example: { object: 'list', data: [exampleModel] },
  },
  errors: ['model_loading'],
};

/** Describes `GET /v1/models/{id}`. */
export const findModelRoute: RouteDescription = {
  id: 'getModel',
  group: 'Models',
  summary: 'Describe a model',
  description: 'Describes one model, by its id or by another name of MODEL_ALIASES.',
  parameters: { id: { description: 'The id of a model, or "default".', example: 'default' } },
  answer: { description: 'The model.', schema: model, example: exampleModel },
  errors: modelErrors,
};
