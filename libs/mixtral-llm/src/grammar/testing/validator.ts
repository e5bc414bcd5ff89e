import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule, { type FormatsPlugin } from 'ajv-formats';
import { type JsonSchema } from '../schema/json-schema.js';

/** Whether a text is JSON that a schema allows, as the validators that people use see it. */
export function makeValidator(schema: JsonSchema): (text: string) => boolean {
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  // A CommonJS module whose default export types do not show.
  (addFormatsModule as unknown as FormatsPlugin)(ajv);
  const validate = ajv.compile(schema);
  return (text) => {
    try {
      return validate(JSON.parse(text));
    } catch (error) {
      if (error instanceof SyntaxError) return false;
      throw error;
    }
  };
}
