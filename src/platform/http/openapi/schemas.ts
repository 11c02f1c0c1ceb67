/** A schema of the document, as far as it is completed here. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  default?: unknown;
  example?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  additionalProperties?: boolean | Schema;
}

/** Where values stand that are data, whatever members they have. */
const DATA = new Set(['example', 'examples', 'default', 'enum']);

/** Shows every schema below a part of the document, the outer one first. */
export function walkSchemas(node: unknown, visit: (schema: Schema) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const item of node) walkSchemas(item, visit);
    return;
  }
  if (isSchema(node)) visit(node);
  for (const [key, value] of Object.entries(node)) if (!DATA.has(key)) walkSchemas(value, visit);
}

/** A member that is called `type` is a schema itself, not the name of one. */
function isSchema(node: object): node is Schema {
  return 'type' in node && (typeof node.type === 'string' || Array.isArray(node.type));
}
