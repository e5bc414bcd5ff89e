import { Injectable, type PipeTransform } from '@nestjs/common';
import { recordId } from '../../protocol/index.js';
import { RequestInvalidError } from '../../errors/index.js';

/** Takes an id out of the path. @throws {RequestInvalidError} for one that is no UUID */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!recordId.safeParse(value).success) throw new RequestInvalidError(['the id in the path must be a UUID']);
    return value.toLowerCase();
  }
}
