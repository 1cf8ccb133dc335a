import {describe, expect, test} from 'vitest'
import {readSettings} from '../../../src/config/read-settings.ts'

const nothing = {
  settings: [],
  rules: [],
  providers: {names: [], settings: []},
  models: {names: [], settings: []},
  problems: [],
}

describe('a value that fits', () => {
  test.each([
    ['model', 'gpt-4.1'],
    ['provider', 'openai'],
    ['api_key', 'sk-123'],
    ['base_url', 'http://localhost:8080/v1'],
    ['timeout', 30],
    ['temperature', 0],
    ['max_output_tokens', 4096],
    ['reasoning', 'high'],
    ['approval_mode', 'full-auto'],
    ['sandbox', true],
    ['sandbox', 'bubblewrap'],
    ['isolation', 'in-place'],
    ['verify', 'npm test'],
    ['verify', 'off'],
    ['budget.max_steps', 5],
    ['budget.max_time', '90s'],
    ['budget.max_cost', 0.5],
    ['provider', 'acme'],
    ['api_key_command', 'pass show codex'],
    ['api_key_command', ['pass', 'show', 'codex']],
    ['ca_file', '~/ca.pem'],
    ['ca_file', '/etc/ca.pem'],
    ['proxy', 'off'],
    ['proxy', 'http://proxy.example:3128'],
    ['cache', 'only'],
    ['memory.mode', 'auto'],
    ['memory.messages', 4],
    ['store', true],
    ['stream', false],
    ['stop', 'END'],
    ['stop', ['END', '\n']],
    ['network.allow_hosts', []],
    ['network.allow_hosts', ['example.org', '*.example.org:8443', '[::1]:8080']],
  ])('%s: %j', (key, value) => {
    expect(readSettings([{key, value, line: 3}])).toEqual({
      ...nothing,
      settings: [{key, value, line: 3}],
    })
  })
})

describe('a value that does not fit names the key, what was expected and what was found', () => {
  test.each([
    ['model', 4.1, '"model" must be the name of a model, not 4.1'],
    ['model', null, '"model" must be the name of a model, not empty'],
    ['model', '', '"model" must be the name of a model, not ""'],
    [
      'provider',
      'a/b',
      '"provider" must be the name of a provider: letters, digits, dots, dashes and underscores, not "a/b"',
    ],
    ['budget.max_cost', 0, '"budget.max_cost" must be an amount in USD above 0, not 0'],
    ['ca_file', 'ca.pem', '"ca_file" must be an absolute path, or one that begins with ~/, not "ca.pem"'],
    ['cache', true, '"cache" must be on, off, refresh or only, not true'],
    ['stop', [], '"stop" must be a text at which the model stops, or a list of them, not a list'],
    [
      'api_key_command',
      5,
      '"api_key_command" must be a command, as text for the shell or as a list of a program and its arguments, not a number',
    ],
    [
      'proxy',
      'ada:hunter2@proxy',
      '"proxy" must be an address such as http://proxy.example.org:3128, or off, not what it is',
    ],
    [
      'network.allow_hosts',
      ['example.org', 'https://example.org'],
      '"network.allow_hosts" must be a list of hosts such as registry.example.org, *.example.org or 127.0.0.1:8080, not "https://example.org"',
    ],
    [
      'network.allow_hosts',
      'example.org',
      '"network.allow_hosts" must be a list of hosts such as registry.example.org, *.example.org or 127.0.0.1:8080, not "example.org"',
    ],
    ['timeout', '30', '"timeout" must be a number of seconds from 1 to 3600, not "30"'],
    ['timeout', 0, '"timeout" must be a number of seconds from 1 to 3600, not 0'],
    ['timeout', Number.NaN, '"timeout" must be a number of seconds from 1 to 3600, not null'],
    ['sandbox', '../evil', '"sandbox" must be true, false, or the name of a backend, not "../evil"'],
    ['sandbox', [], '"sandbox" must be true, false, or the name of a backend, not a list'],
    ['approval_mode', {}, '"approval_mode" must be suggest, auto-edit or full-auto, not a mapping'],
    ['temperature', 3, '"temperature" must be a number from 0 to 2, not 3'],
    ['budget.max_steps', 1.5, '"budget.max_steps" must be a whole number from 1, not 1.5'],
    ['budget.max_time', 30, '"budget.max_time" must be a time such as 90s, 30m or 2h, not 30'],
    ['budget.max_time', '0s', '"budget.max_time" must be a time such as 90s, 30m or 2h, not "0s"'],
    ['base_url', 'ftp://a', '"base_url" must be an address that begins with https://, not "ftp://a"'],
    [
      'verify',
      'auto',
      '"verify" must be off, or the command that checks the project, such as "npm test" (this version does not find it by itself), not "auto"',
    ],
    ['api_key', 12345678, '"api_key" must be text without blanks, not a number'],
    ['api_key', 'sk-12345678 ', '"api_key" must be text without blanks, not what it is'],
    ['reasoning', 'sk-12345678', '"reasoning" must be low, medium or high, not "sk-…"'],
  ])('%s: %j', (key, value, text) => {
    expect(readSettings([{key, value, line: 3}])).toEqual({...nothing, problems: [{line: 3, text}]})
  })
})

describe('an unknown key', () => {
  test.each([
    ['modle', 'Did you mean "model"?'],
    ['aproval_mode', 'Did you mean "approval_mode"?'],
    ['max_steps', 'Did you mean "budget.max_steps"?'],
    ['budget.max_step', 'Did you mean "budget.max_steps"?'],
    ['permission', 'Did you mean "permissions"?'],
    ['constructor', undefined],
    ['__proto__', undefined],
    ['plugins', undefined],
  ])('%s: %s', (key, suggestion) => {
    const problem = {line: 3, text: `the key "${key}" is unknown`, ...(suggestion !== undefined && {suggestion})}

    expect(readSettings([{key, value: 1, line: 3}])).toEqual({...nothing, problems: [problem]})
  })

  test('$import is refused by name', () => {
    expect(readSettings([{key: '$import', value: './evil.js', line: 1}]).problems).toEqual([
      {line: 1, text: '"$import" is not possible: a configuration file brings in no other file'},
    ])
  })
})

describe('a rule', () => {
  test.each([
    [
      {allow: 'shell', command: 'npm test*'},
      {effect: 'allow', tool: 'shell', pattern: 'npm test*'},
    ],
    [
      {deny: 'apply_patch', path: 'dist/*'},
      {effect: 'deny', tool: 'apply_patch', pattern: 'dist/*'},
    ],
    [
      {ask: 'network', host: '*.example.org'},
      {effect: 'ask', tool: 'network', pattern: '*.example.org'},
    ],
    [{deny: 'shell'}, {effect: 'deny', tool: 'shell', pattern: '*'}],
  ])('%j is understood', (value, rule) => {
    expect(readSettings([{key: 'permissions', value, line: 9}])).toEqual({
      ...nothing,
      rules: [{...rule, line: 9}],
    })
  })

  test.each([
    {},
    null,
    'deny shell',
    {command: 'npm test'},
    {allow: 'shell', deny: 'shell'},
    {allow: 'everything'},
    {allow: 'shell', path: 'src/*'},
    {allow: 'network', command: 'curl'},
    {deny: 'network', host: '*evil.example'},
    {allow: 'network', host: 'https://example.org'},
    {allow: 'network', host: 'example.org:99999'},
    {allow: 'shell', command: ''},
    {allow: 'shell', command: 5},
    {allow: 'shell', comand: 'npm test'},
  ])('%j is refused, never read as a wider rule', (value) => {
    const {rules, problems} = readSettings([{key: 'permissions', value, line: 9}])

    expect(rules).toEqual([])
    expect(problems).toEqual([
      {line: 9, text: expect.stringContaining('each of "permissions" must be a rule such as') as string},
    ])
  })
})
