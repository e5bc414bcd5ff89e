import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule, { type FormatsPlugin } from 'ajv-formats';
import { type JsonSchema } from '../schema/json-schema.js';

/** Makes a test whether a text is JSON that satisfies a schema, by Ajv. */
export function makeValidator(schema: JsonSchema): (text: string) => boolean {
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  // The types of this CommonJS module do not show its default export.
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
