import {
  operationsOf,
  resolve,
  type Described,
  type DescribedOperation,
  type DescribedResponse,
  type Media,
} from './described.js';
import { SchemaComparison, type Direction } from './schema-changes.js';

/**
 * What in a document would break clients of an earlier one: what is gone, narrower on the way in, or less on the way
 * out. Clients are expected to bear more: new operations, members, statuses and choices in answers.
 *
 * @returns one line for each change, empty when there is none.
 */
export function breakingChanges(before: Described, after: Described): string[] {
  const present = operationsOf(after);
  return [...operationsOf(before)].flatMap(([name, old]) => {
    const now = present.get(name);
    if (!now) return [`${name}: is gone`];
    const compared = new OperationComparison(before, after, old, now);
    return compared.changes().map((change) => `${name} ${change}`);
  });
}

class OperationComparison {
  constructor(
    private readonly before: Described,
    private readonly after: Described,
    private readonly old: DescribedOperation,
    private readonly now: DescribedOperation,
  ) {}

  changes(): string[] {
    const { old, now } = this;
    const renamed = old.operationId === now.operationId ? [] : [`operationId: has become ${now.operationId}`];
    return [...renamed, ...this.accessChanges(), ...this.parameterChanges(), ...this.bodyChanges(), ...this.answers()];
  }

  /** Every way in stays open to whom it was open: a set of schemes with no more scopes than it asked for. */
  private accessChanges(): string[] {
    const { old, now } = this;
    const closed = old.security.filter((way) => !now.security.some((other) => isNoHarder(way, other)));
    const shutOut = old['x-roles'].filter((role) => !now['x-roles'].includes(role));
    return [
      ...(old.security.length > 0 ? closed : []).map((way) => `security: ${JSON.stringify(way)} is no way in any more`),
      ...(old.security.length === 0 && now.security.length > 0 ? ['security: it was open'] : []),
      ...shutOut.map((role) => `x-roles: ${role} is shut out`),
    ];
  }

  private parameterChanges(): string[] {
    const { old, now } = this;
    const requests = this.comparison('request');
    const known = old.parameters.flatMap((parameter) => {
      const place = `${parameter.in} ${parameter.name}`;
      const successor = now.parameters.find((other) => other.in === parameter.in && other.name === parameter.name);
      if (!successor) return [`${place}: is gone`];
      const demanded = successor.required === true && parameter.required !== true;
      return [
        ...(demanded ? [`${place}: is required now`] : []),
        ...requests.changes(parameter.schema, successor.schema, place),
      ];
    });
    const added = now.parameters.filter(
      (parameter) =>
        parameter.required === true &&
        !old.parameters.some((other) => other.in === parameter.in && other.name === parameter.name),
    );
    return [...known, ...added.map(({ in: place, name }) => `${place} ${name}: is required now`)];
  }

  private bodyChanges(): string[] {
    const { requestBody: old } = this.old;
    const { requestBody: now } = this.now;
    if (!old) return now?.required ? ['body: is required now'] : [];
    if (!now) return ['body: is gone'];
    const demanded = now.required === true && old.required !== true;
    return [...(demanded ? ['body: is required now'] : []), ...this.mediaChanges(old.content, now.content, 'request')];
  }

  private answers(): string[] {
    return Object.entries(this.old.responses).flatMap(([status, response]) => {
      const successor = this.now.responses[status];
      if (!successor) return [`${status}: is gone`];
      const before = resolve<DescribedResponse>(response, this.before.components.responses);
      const after = resolve<DescribedResponse>(successor, this.after.components.responses);
      const headers = Object.keys(before.headers ?? {}).filter((name) => !(name in (after.headers ?? {})));
      return [
        ...headers.map((name) => `${status} header ${name}: is gone`),
        ...this.mediaChanges(before.content, after.content, 'response').map((change) => `${status} ${change}`),
      ];
    });
  }

  private mediaChanges(
    before: Record<string, Media> = {},
    after: Record<string, Media> = {},
    direction: Direction,
  ): string[] {
    return Object.entries(before).flatMap(([type, media]) => {
      const successor = after[type];
      if (!successor) return [`${type}: is gone`];
      return this.comparison(direction).changes(media.schema, successor.schema, 'body');
    });
  }

  private comparison(direction: Direction): SchemaComparison {
    return new SchemaComparison(this.before, this.after, direction);
  }
}

function isNoHarder(way: Record<string, string[]>, other: Record<string, string[]>): boolean {
  return Object.entries(other).every(([scheme, scopes]) => {
    const held = way[scheme];
    return held !== undefined && scopes.every((scope) => held.includes(scope));
  });
}
