import { Injectable, type PipeTransform } from '@nestjs/common';
import { invalidField, notFound } from '../../problem/index.js';

export const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** A UUID in the path, in any case. */
@Injectable()
export class IdParam implements PipeTransform<string, string> {
  transform(value: string): string {
    const id = value.toLowerCase();
    if (!UUID.test(id)) throw invalidField('id', 'uuid', 'id must be a UUID');
    return id;
  }
}

/** Characters of a slug or username in a path; nothing longer is anybody's. */
export const LONGEST_NAME = 250;

/** A UUID or a name (slug, username) in the path: what cannot be either names nothing. */
@Injectable()
export class IdOrNameParam implements PipeTransform<string, string> {
  transform(value: string): string {
    const name = value.toLowerCase();
    if (name.length > LONGEST_NAME || !/^[\p{L}\p{N}_-]+$/u.test(name)) throw notFound();
    return name;
  }
}
