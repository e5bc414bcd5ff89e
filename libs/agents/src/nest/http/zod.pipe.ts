import { Injectable, type PipeTransform } from '@nestjs/common';
import { type z } from 'zod';
import { RequestInvalidError } from '../../errors/index.js';

/** The most problems that an error names. */
const maximumProblems = 10;

/** Parses a part of a request with a schema. @throws {RequestInvalidError} that names the fields, and not their values */
@Injectable()
export class ZodPipe<Schema extends z.ZodType> implements PipeTransform<unknown, z.infer<Schema>> {
  /** The schema, from which programs can describe the route. */
  readonly schema: Schema;

  constructor(schema: Schema) {
    this.schema = schema;
  }

  transform(value: unknown): z.infer<Schema> {
    const result = this.schema.safeParse(value ?? {});
    if (result.success) return result.data;
    throw new RequestInvalidError(result.error.issues.slice(0, maximumProblems).map(describe));
  }
}

/** Describes a problem without the value, which may be text of a user. */
function describe({ path, message }: z.core.$ZodIssue): string {
  const field = path.map((part) => String(part).slice(0, 100)).join('.');
  return field === '' ? message.slice(0, 200) : `${field}: ${message.slice(0, 200)}`;
}
