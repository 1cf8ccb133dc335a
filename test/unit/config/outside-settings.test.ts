import {describe, expect, test} from 'vitest'
import {environmentSettings, flagSettings} from '../../../src/config/outside-settings.ts'

describe('the environment', () => {
  test.each([
    [{CODEX_MODEL: 'o3'}, [{key: 'model', value: 'o3', place: 'CODEX_MODEL'}]],
    [{CODEX_TIMEOUT: '30'}, [{key: 'timeout', value: 30, place: 'CODEX_TIMEOUT'}]],
    [{CODEX_SANDBOX: 'false'}, [{key: 'sandbox', value: false, place: 'CODEX_SANDBOX'}]],
    [{CODEX_SANDBOX: 'namespaces'}, [{key: 'sandbox', value: 'namespaces', place: 'CODEX_SANDBOX'}]],
    [{CODEX_APPROVAL_MODE: 'auto-edit'}, [{key: 'approval_mode', value: 'auto-edit', place: 'CODEX_APPROVAL_MODE'}]],
    [{CODEX_BUDGET_MAX_STEPS: '7'}, [{key: 'budget.max_steps', value: 7, place: 'CODEX_BUDGET_MAX_STEPS'}]],
    [{OPENAI_API_KEY: 'sk-1'}, [{key: 'api_key', value: 'sk-1', place: 'OPENAI_API_KEY'}]],
    [{OPENAI_API_KEY: 'sk-1', CODEX_API_KEY: 'sk-2'}, [{key: 'api_key', value: 'sk-2', place: 'CODEX_API_KEY'}]],
    [{OPENAI_BASE_URL: 'https://a/v1'}, [{key: 'base_url', value: 'https://a/v1', place: 'OPENAI_BASE_URL'}]],
    [{CODEX_STREAM: 'false'}, [{key: 'stream', value: false, place: 'CODEX_STREAM'}]],
    [{CODEX_STORE: 'true'}, [{key: 'store', value: true, place: 'CODEX_STORE'}]],
    [{CODEX_CACHE: 'only'}, [{key: 'cache', value: 'only', place: 'CODEX_CACHE'}]],
    [{CODEX_MEMORY_MESSAGES: '4'}, [{key: 'memory.messages', value: 4, place: 'CODEX_MEMORY_MESSAGES'}]],
    [{CODEX_BUDGET_MAX_COST: '0.25'}, [{key: 'budget.max_cost', value: 0.25, place: 'CODEX_BUDGET_MAX_COST'}]],
    [{CODEX_PROXY: 'off'}, [{key: 'proxy', value: 'off', place: 'CODEX_PROXY'}]],
    [{CODEX_CA_FILE: '~/ca.pem'}, [{key: 'ca_file', value: '~/ca.pem', place: 'CODEX_CA_FILE'}]],
    [{CODEX_STOP: 'END'}, [{key: 'stop', value: 'END', place: 'CODEX_STOP'}]],
    [{CODEX_STOP: '["END", "\\n"]'}, [{key: 'stop', value: ['END', '\n'], place: 'CODEX_STOP'}]],
    [{CODEX_STOP: '[END]'}, [{key: 'stop', value: '[END]', place: 'CODEX_STOP'}]],
    [
      {CODEX_API_KEY_COMMAND: '["pass", "show", "key"]'},
      [{key: 'api_key_command', value: ['pass', 'show', 'key'], place: 'CODEX_API_KEY_COMMAND'}],
    ],
    [{CODEX_MODEL: '', OPENAI_API_KEY: '', CODEX_HOME: '/x', MODEL: 'y', codex_model: 'z'}, []],
  ])('%j', (env, expected) => {
    expect(environmentSettings(env)).toEqual(expected)
  })

  test('a wrong value names the variable', () => {
    expect(() => environmentSettings({CODEX_TIMEOUT: 'soon'})).toThrow(
      expect.objectContaining({
        exitCode: 3,
        message:
          'CODEX_TIMEOUT: "timeout" must be a number of seconds from 1 to 3600, not "soon". Nothing was started.',
      }),
    )
  })

  test.each([
    [{CODEX_PROXY: 'ada:hunter2@proxy'}, 'CODEX_PROXY: "proxy" must be an address'],
    [{CODEX_CA_FILE: 'ca.pem'}, 'CODEX_CA_FILE: "ca_file" must be an absolute path, or one that begins with ~/'],
    [{CODEX_PROVIDER: '../x'}, 'CODEX_PROVIDER: "provider" must be the name of a provider'],
    [{CODEX_BASE_URL: 'ftp://ada:hunter2@a/v1'}, 'CODEX_BASE_URL: "base_url" must be an address'],
  ])('%j is refused, and no password in it is shown', (env, message) => {
    expect(() => environmentSettings(env)).toThrow(message)
    expect(() => environmentSettings(env)).not.toThrow('hunter2')
  })

  test('a wrong key is not shown', () => {
    expect(() => environmentSettings({OPENAI_API_KEY: 'sk-secret 123'})).toThrow(
      'OPENAI_API_KEY: "api_key" must be text without blanks, not what it is.',
    )
  })
})

describe('flags', () => {
  test.each([
    [{model: 'o3'}, [{key: 'model', value: 'o3', place: '--model'}]],
    [{temperature: '0.5'}, [{key: 'temperature', value: 0.5, place: '--temperature'}]],
    [{'max-steps': 9}, [{key: 'budget.max_steps', value: 9, place: '--max-steps'}]],
    [{'max-time': '10m'}, [{key: 'budget.max_time', value: '10m', place: '--max-time'}]],
    [{'max-cost': '0.5'}, [{key: 'budget.max_cost', value: 0.5, place: '--max-cost'}]],
    [{stream: false}, [{key: 'stream', value: false, place: '--stream'}]],
    [{cache: 'refresh'}, [{key: 'cache', value: 'refresh', place: '--cache'}]],
    [{stop: ['a', 'b']}, [{key: 'stop', value: ['a', 'b'], place: '--stop'}]],
    [{sandbox: 'none'}, [{key: 'sandbox', value: 'none', place: '--sandbox'}]],
    [{'api-key': 'sk-1', 'base-url': 'https://a', cwd: '/x', json: true, model: undefined}, []],
  ])('%j', (flags, expected) => {
    expect(flagSettings(flags)).toEqual(expected)
  })

  test('a wrong value is a matter of usage', () => {
    expect(() => flagSettings({'max-time': 'soon'})).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message:
          '--max-time: "budget.max_time" must be a time such as 90s, 30m or 2h, not "soon". Nothing was started.',
      }),
    )
  })
})
