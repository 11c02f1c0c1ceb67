import { resolve, type Described, type Schema } from './described.js';

/** Who writes what the schema describes: what a client sends must stay welcome, what it is sent must stay promised. */
export type Direction = 'request' | 'response';

const LOWER_BOUNDS = ['minimum', 'minLength', 'minItems'] as const;
const UPPER_BOUNDS = ['maximum', 'maxLength', 'maxItems'] as const;
const FORMS = ['format', 'pattern'] as const;
const ALTERNATIVES = ['allOf', 'anyOf', 'oneOf'] as const;

/** Compares the schemas of two documents, in one direction, and tells what breaks who relies on the earlier one. */
export class SchemaComparison {
  private readonly underWay = new Set<string>();

  constructor(
    private readonly before: Described,
    private readonly after: Described,
    private readonly direction: Direction,
  ) {}

  /** @param place what the schemas describe, for the messages. */
  changes(before: Schema, after: Schema, place: string): string[] {
    const pair = `${before.$ref ?? ''} ${after.$ref ?? ''}`;
    if (before.$ref !== undefined && this.underWay.has(pair)) return [];
    this.underWay.add(pair);
    const old = resolve(before, this.before.components.schemas);
    const now = resolve(after, this.after.components.schemas);
    const found = [
      ...this.typeChanges(old, now),
      ...(this.direction === 'request' ? narrowings(old, now) : []),
      ...FORMS.filter((form) => this.breaksForm(old[form], now[form])).map((form) => `${form} is another one`),
    ].map((change) => `${place}: ${change}`);
    const below = [
      ...this.memberChanges(old, now, place),
      ...(old.items && now.items ? this.changes(old.items, now.items, `${place}[]`) : []),
      ...this.alternativeChanges(old, now, place),
    ];
    this.underWay.delete(pair);
    return [...found, ...below];
  }

  /** A client may go on sending every type, and gets none that it did not expect. */
  private typeChanges(old: Schema, now: Schema): string[] {
    const [taken, given] = this.direction === 'request' ? [now, old] : [old, now];
    const known = typesOf(taken);
    const strange = typesOf(given).filter((type) => !known.includes(type));
    const untyped = known.length === 0 || typesOf(given).length === 0;
    if (untyped ? known.length !== typesOf(given).length : strange.length > 0)
      return [`type ${typesOf(old).join(' or ')} has become ${typesOf(now).join(' or ')}`];
    return [];
  }

  private breaksForm(old: string | undefined, now: string | undefined): boolean {
    if (old === now) return false;
    return this.direction === 'request' ? now !== undefined : old !== undefined;
  }

  private memberChanges(old: Schema, now: Schema, place: string): string[] {
    const [before, after] = [old.properties ?? {}, now.properties ?? {}];
    const isRequest = this.direction === 'request';
    const [demanded, promised] = [now.required ?? [], old.required ?? []];
    const gone = Object.keys(before).filter((name) => !(name in after));
    const changed = isRequest
      ? demanded.filter((name) => !promised.includes(name)).map((name) => `${place}.${name}: is required now`)
      : promised
          .filter((name) => name in after && !demanded.includes(name))
          .map((name) => `${place}.${name}: may be absent now`);
    const closed = isRequest && old.additionalProperties !== false && now.additionalProperties === false;
    return [
      ...gone.map((name) => `${place}.${name}: is gone`),
      ...changed,
      ...(closed ? [`${place}: takes no other members any more`] : []),
      ...Object.entries(before).flatMap(([name, member]) => {
        const successor = after[name];
        return successor ? this.changes(member, successor, `${place}.${name}`) : [];
      }),
    ];
  }

  /** Alternatives and parts are known by what they refer to, or by their type. */
  private alternativeChanges(old: Schema, now: Schema, place: string): string[] {
    return ALTERNATIVES.flatMap((keyword) => {
      const [before, after] = [old[keyword] ?? [], now[keyword] ?? []];
      const known = new Map(after.map((schema) => [labelOf(schema), schema]));
      const lost = before.filter((schema) => !known.has(labelOf(schema)));
      const added = after.filter((schema) => !before.some((one) => labelOf(one) === labelOf(schema)));
      const isWider = keyword !== 'allOf';
      const broken = (this.direction === 'request') === isWider ? lost : added;
      return [
        ...broken.map((schema) => `${place}: ${labelOf(schema)} has ${broken === lost ? 'gone' : 'come'}`),
        ...before.flatMap((schema) => {
          const successor = known.get(labelOf(schema));
          return successor ? this.changes(schema, successor, place) : [];
        }),
      ];
    });
  }
}

/** What is not welcome any more. */
function narrowings(old: Schema, now: Schema): string[] {
  const choices = now.enum;
  const refused = (old.enum ?? []).filter((value) => choices && !choices.includes(value));
  const raised = LOWER_BOUNDS.filter((bound) => (now[bound] ?? -Infinity) > (old[bound] ?? -Infinity));
  const lowered = UPPER_BOUNDS.filter((bound) => (now[bound] ?? Infinity) < (old[bound] ?? Infinity));
  return [
    ...refused.map((value) => `${String(value)} is no choice any more`),
    ...(choices && !old.enum ? ['has become a choice of few'] : []),
    ...[...raised, ...lowered].map((bound) => `${bound} ${old[bound] ?? 'without'} has become ${now[bound] ?? ''}`),
  ];
}

function typesOf({ type = [] }: Schema): string[] {
  return [type].flat();
}

function labelOf(schema: Schema): string {
  return schema.$ref?.split('/').at(-1) ?? typesOf(schema).join(' or ');
}
