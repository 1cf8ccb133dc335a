import {z} from 'zod'
import type {Tool} from './tool.ts'

export interface ToolRegistry {
  /** What a model request carries. */
  definitions(): readonly ToolDescription[]
  /** Reads a tool call of the model. Never throws. */
  decode(name: string, argumentsText: string): DecodedCall
}

export interface ToolDescription {
  readonly name: string
  readonly description: string
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>
}

export type DecodedCall =
  | {readonly kind: 'decoded'; readonly tool: Tool; readonly args: unknown}
  /** `message` is what the model is told. */
  | {readonly kind: 'unknown-tool' | 'invalid-arguments'; readonly message: string}

export function createToolRegistry(tools: readonly Tool[]): ToolRegistry {
  const byName = new Map(tools.map((tool) => [tool.name, tool]))
  const definitions = tools.map(describe)
  return {
    definitions: () => definitions,
    decode(name, argumentsText) {
      const tool = byName.get(name)
      if (tool !== undefined) return decodeArguments(tool, argumentsText)
      const names = [...byName.keys()].join(', ')
      return {
        kind: 'unknown-tool',
        message: `There is no tool "${name}", so nothing was done. The tools are: ${names}.`,
      }
    },
  }
}

function describe(tool: Tool): ToolDescription {
  const {$schema: _, ...parameters} = z.toJSONSchema(tool.parameters, {io: 'input'})
  return {name: tool.name, description: tool.description, parameters}
}

function decodeArguments(tool: Tool, text: string): DecodedCall {
  const json = parseJson(text)
  if (json.kind === 'invalid') return invalid(tool, `they are not JSON: ${json.because}`)
  const parsed = tool.parameters.safeParse(json.value)
  return parsed.success ? {kind: 'decoded', tool, args: parsed.data} : invalid(tool, z.prettifyError(parsed.error))
}

type Json = {readonly kind: 'value'; readonly value: unknown} | {readonly kind: 'invalid'; readonly because: string}

function parseJson(text: string): Json {
  try {
    return {kind: 'value', value: JSON.parse(text)}
  } catch (error) {
    return {kind: 'invalid', because: error instanceof Error ? error.message : String(error)}
  }
}

function invalid(tool: Tool, because: string): DecodedCall {
  const message = `The arguments of ${tool.name} could not be used, so nothing was done: ${because}`
  return {kind: 'invalid-arguments', message}
}
