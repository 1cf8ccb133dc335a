import {describe, expect, test} from 'vitest'
import {applyPatchTool} from '../../../src/tools/apply-patch.ts'
import {createToolRegistry} from '../../../src/tools/registry.ts'
import {shellTool} from '../../../src/tools/shell.ts'

const registry = createToolRegistry([shellTool, applyPatchTool])

describe('the tool registry', () => {
  test('describes the arguments as JSON Schema, and not a byte more', () => {
    expect(registry.definitions()).toEqual([
      {
        name: 'shell',
        description: shellTool.description,
        parameters: {
          type: 'object',
          properties: {
            command: {type: 'string'},
            cwd: {type: 'string'},
            timeout_ms: {type: 'number', exclusiveMinimum: 0},
          },
          required: ['command'],
        },
      },
      {
        name: 'apply_patch',
        description: applyPatchTool.description,
        parameters: {type: 'object', properties: {patch: {type: 'string'}}, required: ['patch']},
      },
    ])
  })

  test('decodes a call', () => {
    expect(registry.decode('shell', '{"command":"ls","more":1}')).toEqual({
      kind: 'decoded',
      tool: shellTool,
      args: {command: 'ls'},
    })
  })

  test.each(['nope', 'toString', '__proto__', 'constructor', 'Shell'])('there is no tool "%s"', (name) => {
    expect(registry.decode(name, '{}')).toEqual({
      kind: 'unknown-tool',
      message: `There is no tool "${name}", so nothing was done. The tools are: shell, apply_patch.`,
    })
  })

  test.each([
    ['', /not JSON/],
    ['{"command":', /not JSON/],
    ['[]', /expected object/],
    ['{}', /expected string, received undefined\n {2}→ at command/],
    ['{"command":"ls","timeout_ms":-1}', /at timeout_ms/],
  ])('arguments %j are answered with what is wrong', (text, message) => {
    expect(registry.decode('shell', text)).toEqual({
      kind: 'invalid-arguments',
      message: expect.stringMatching(message),
    })
  })
})
