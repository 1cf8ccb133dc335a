const strictKeywords: ReadonlySet<string> = new Set([
  '$defs',
  '$ref',
  'additionalProperties',
  'anyOf',
  'const',
  'description',
  'enum',
  'items',
  'properties',
  'required',
  'title',
  'type',
])

/**
 * Whether the server may promise answers that fit the schema. Its strict mode refuses, with 400, a schema in which an
 * object has optional or unnamed properties, or which uses more than a part of JSON Schema.
 */
export function fitsStrictMode(schema: unknown): boolean {
  return isObject(schema) && schema['type'] === 'object' && !('anyOf' in schema) && fitsBelow(schema)
}

function fitsBelow(schema: unknown): boolean {
  if (!isObject(schema) || Object.keys(schema).some((keyword) => !strictKeywords.has(keyword))) return false
  if (schema['type'] === 'object' && !namesAllProperties(schema)) return false
  return partsOf(schema).every(fitsBelow)
}

function namesAllProperties(schema: Record<string, unknown>): boolean {
  const required: unknown = schema['required'] ?? []
  const names = Object.keys(isObject(schema['properties']) ? schema['properties'] : {})
  return (
    schema['additionalProperties'] === false &&
    Array.isArray(required) &&
    names.every((name) => required.includes(name))
  )
}

function partsOf(schema: Record<string, unknown>): unknown[] {
  const {properties, $defs: definitions, items, anyOf} = schema
  return [
    ...(isObject(properties) ? Object.values(properties) : []),
    ...(isObject(definitions) ? Object.values(definitions) : []),
    ...(items === undefined ? [] : [items]),
    ...(Array.isArray(anyOf) ? (anyOf as unknown[]) : []),
  ]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
