import {readFile} from 'node:fs/promises'
import {CodexError} from '@codex-host/plugin-api'

/** Reads the JSON Schema that the answer must fit. @throws CodexError with exit code 2. */
export async function readSchema(file: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw schemaError(file, 'could not be read', cause)
  })
  const schema = parseJson(text, file)
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw schemaError(file, 'is no JSON object')
  }
  return schema as Readonly<Record<string, unknown>>
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw schemaError(file, 'is no JSON', cause)
  }
}

function schemaError(file: string, what: string, cause?: unknown): CodexError {
  return new CodexError(`The output schema ${file} ${what}, so nothing was sent.`, {
    code: 'OUTPUT_SCHEMA',
    exitCode: 2,
    suggestions: ['Give a file with a JSON Schema, such as {"type": "object", "properties": {…}}.'],
    cause,
  })
}
