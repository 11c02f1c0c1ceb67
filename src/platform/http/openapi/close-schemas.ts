/**
 * Makes objects admit no members but those that the document names, so that an undocumented one is a fault that a test
 * (and a client's validator) can see.
 */
export function closeSchemas(node: unknown, closable = true): void {
  if (Array.isArray(node)) {
    for (const item of node) closeSchemas(item, closable);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const schema = node as Record<string, unknown>;
  if (closable && schema.type === 'object' && 'properties' in schema) schema.additionalProperties ??= false;
  // The parts of an `allOf` describe one object together: none of them may exclude the members of the others.
  for (const [key, value] of Object.entries(schema)) closeSchemas(value, closable && key !== 'allOf');
}
